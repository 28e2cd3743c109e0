struct AccuracyReport { var rows: [AccuracyRow]; var html: String { "" } }
