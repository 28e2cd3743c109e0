// SPDX-License-Identifier: Apache-2.0

extension AccuracyReport {
  /// Readable on light and on dark paper.
  static let style = """
    :root {
      color-scheme: light dark;
      --paper: #ffffff; --ink: #1c2430; --quiet: #5b6676; --rule: #dfe4ea; --panel: #f6f8fa;
      --line: #2563eb; --limit: #c2410c; --held: #15803d; --over: #c81e1e;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #11151b; --ink: #e4e9f0; --quiet: #9aa7b8; --rule: #2b333e; --panel: #191f27;
        --line: #7db0ff; --limit: #fb923c; --held: #5fd38a; --over: #ff8a80;
      }
    }
    body {
      margin: 0; background: var(--paper); color: var(--ink);
      font: 15px/1.5 system-ui, sans-serif;
    }
    main { max-width: 1180px; margin: 0 auto; padding: 28px 20px 60px; }
    h1 { font-size: 26px; margin: 0 0 6px; }
    h2 { font-size: 20px; margin: 44px 0 2px; padding-top: 22px; }
    h2 { border-top: 1px solid var(--rule); }
    section > p { color: var(--quiet); margin: 0 0 12px; }
    code { font-family: ui-monospace, monospace; }
    .lead { max-width: 70ch; }
    .legend { display: flex; flex-wrap: wrap; gap: 4px 22px; list-style: none; padding: 0; }
    .legend { color: var(--quiet); font-size: 13px; }
    .legend i { display: inline-block; width: 26px; margin-right: 8px; vertical-align: middle; }
    i.specimen { border-top: 2px solid var(--line); }
    i.limit { border-top: 2px solid var(--limit); }
    i.bound { border-top: 2px dashed var(--limit); }
    .wide { overflow-x: auto; }
    table { border-collapse: collapse; font-size: 13px; margin: 6px 0 14px; }
    th { text-align: left; font-weight: 600; color: var(--quiet); }
    th, td { padding: 3px 14px 3px 0; border-bottom: 1px solid var(--rule); white-space: nowrap; }
    .n { text-align: right; font-variant-numeric: tabular-nums; }
    .held { color: var(--held); }
    .exceeded { color: var(--over); font-weight: 600; }
    .bar { display: inline-block; width: 90px; height: 7px; background: var(--rule); }
    .bar { border-radius: 4px; overflow: hidden; vertical-align: middle; }
    .bar b { display: block; height: 100%; background: var(--line); }
    .bar b.over { background: var(--over); }
    details { margin: 8px 0; }
    summary { cursor: pointer; font-weight: 600; padding: 4px 0; }
    .charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(330px, 1fr)); }
    .charts { gap: 14px; margin: 8px 0 14px; }
    figure { margin: 0; background: var(--panel); border-radius: 8px; padding: 10px 12px 6px; }
    figcaption { font-size: 13px; font-weight: 600; margin-bottom: 2px; }
    svg { display: block; width: 100%; height: auto; }
    svg text { fill: var(--quiet); font: 11px system-ui, sans-serif; }
    .grid { stroke: var(--rule); stroke-width: 1; }
    .zero { stroke: var(--quiet); stroke-width: 1; }
    .limits { fill: none; stroke: var(--limit); stroke-width: 1.5; }
    .bounds { fill: none; stroke: var(--limit); stroke-width: 1; stroke-dasharray: 4 3; }
    .errors { fill: none; stroke: var(--line); stroke-width: 1; stroke-opacity: 0.7; }
    .dot { fill: var(--line); fill-opacity: 0.7; }

    """
}
