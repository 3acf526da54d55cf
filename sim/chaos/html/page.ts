import { STYLE } from './style.ts';
import { KINDS, type Kind, type Timeline } from './timeline.ts';
import { createLook } from './viewer/look.ts';
import { createPainter } from './viewer/painter.ts';
import { createSearch } from './viewer/search.ts';
import { unpack } from './viewer/unpack.ts';
import { createView } from './viewer/view.ts';
import { startViewer } from './viewer/viewer.ts';

/** One page that shows a timeline; it needs nothing but itself. */
export function timelinePage(timeline: Timeline): string {
  // Functions of the viewer are put into the page as they are written; each gets what it needs as arguments.
  const script = `(${startViewer})(JSON.parse(document.getElementById('data').textContent), { unpack: ${unpack}, createView: ${createView}, createLook: ${createLook}, createPainter: ${createPainter}, createSearch: ${createSearch} });`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(timeline.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${escaped(timeline.title)}</h1>
<input id="search" type="search" placeholder="Search: a machine, a file, a statement, 404 …" autocomplete="off">
<button id="previous" title="Previous match (Shift+Enter)">‹</button>
<button id="next" title="Next match (Enter)">›</button>
<span id="matches"></span>
<span class="space"></span>
<button id="in" title="Zoom in (+)">+</button>
<button id="out" title="Zoom out (-)">−</button>
<button id="all" title="Show all (0)">All</button>
${box('operation', 'operations')}${box('message', 'messages')}${box('connection', 'connections')}${box('fault', 'faults')}
</header>
<details${timeline.items[0]?.length === 0 ? '' : ' open'}><summary>What happened</summary><pre id="story">${escaped(timeline.story)}</pre></details>
<p id="legend">process <i class="up"></i>serving <i class="starting"></i>starting <i class="paused"></i>stands still <i class="down"></i>down · operation, message <i class="ok"></i>ok <i class="refused"></i>refused <i class="unanswered"></i>no answer · connection <i class="closed"></i>open <i class="broken"></i>broke <i class="abandoned"></i>its process died · <i class="fault"></i>fault <i class="violation"></i>violation<br>wheel or + and −: zoom, drag or arrows: move, click: pin, /: search, Enter: next match, 0: all</p>
<div id="stage"><canvas id="canvas"></canvas><div id="tip" hidden></div></div>
<script type="application/json" id="data">${JSON.stringify(timeline).replaceAll('<', '\\u003c')}</script>
<script>${script.replaceAll('</', '<\\/')}</script>
</body>
</html>
`;
}

/** A box that switches things of a kind off and on. */
function box(kind: Kind, name: string): string {
  return `<label><input id="${name}" data-kind="${KINDS.indexOf(kind)}" type="checkbox" checked> ${name}</label>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
