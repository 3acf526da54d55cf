/** How the page looks. */
export const STYLE = `
:root { color-scheme: light dark; --text: #1d2430; --paper: #fbfbf9; --line: #d9d9d2; }
@media (prefers-color-scheme: dark) { :root { --text: #e4e6ea; --paper: #16181d; --line: #33373f; } }
* { box-sizing: border-box; }
html, body { height: 100%; }
body { margin: 0; display: flex; flex-direction: column; font: 13px/1.4 system-ui, sans-serif; color: var(--text); background: var(--paper); }
header { display: flex; align-items: center; gap: 6px; padding: 6px 10px; border-bottom: 1px solid var(--line); flex-wrap: wrap; }
h1 { font-size: 15px; margin: 0 10px 0 0; }
#search { width: 22em; max-width: 100%; padding: 3px 8px; }
#matches { min-width: 7em; color: gray; }
.space { flex: 1; }
details { padding: 4px 10px; border-bottom: 1px solid var(--line); }
pre { margin: 4px 0; max-height: 30vh; overflow: auto; white-space: pre-wrap; font: 12px/1.45 ui-monospace, monospace; }
#legend { margin: 0; padding: 3px 10px; color: gray; }
#legend i { display: inline-block; width: 12px; height: 10px; margin: 0 4px 0 10px; border-radius: 2px; }
i.up { background: #8fbf8f; } i.down { background: #55585f; } i.ok { background: #3f7fbf; } i.refused { background: #d79a2b; }
i.starting { background: #d8cf6a; } i.paused { background: #4aa8b8; } i.closed { background: #9aa6b2; height: 3px; } i.broken { background: #d0402f; height: 3px; } i.abandoned { background: #55585f; height: 3px; }
i.unanswered { background: #b04ab0; } i.fault { background: #e2725b80; } i.violation { background: #e00020; }
#stage { position: relative; flex: 1; overflow-y: auto; overflow-x: hidden; min-height: 240px; }
canvas { display: block; width: 100%; cursor: crosshair; }
#tip { position: absolute; max-width: 60ch; padding: 5px 8px; border: 1px solid var(--line); border-radius: 4px; background: var(--paper); box-shadow: 0 2px 8px #0004; pointer-events: none; white-space: pre-wrap; overflow-wrap: anywhere; }
`;
