import { STYLE } from './style.ts';
import type { Timeline } from './timeline.ts';
import { createPainter } from './viewer/painter.ts';
import { createSearch } from './viewer/search.ts';
import { createView } from './viewer/view.ts';
import { startViewer } from './viewer/viewer.ts';

/** One page that shows a timeline; it needs nothing but itself. */
export function timelinePage(timeline: Timeline): string {
  // Functions of the viewer are put into the page as they are written; each gets what it needs as arguments.
  const script = `(${startViewer})(JSON.parse(document.getElementById('data').textContent), { createView: ${createView}, createPainter: ${createPainter}, createSearch: ${createSearch} });`;
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
<label><input id="messages" type="checkbox" checked> messages</label>
</header>
<details${timeline.items[0]?.length === 0 ? '' : ' open'}><summary>What happened</summary><pre id="story">${escaped(timeline.story)}</pre></details>
<p id="legend"><i class="up"></i>up <i class="down"></i>down <i class="ok"></i>ok <i class="refused"></i>refused <i class="unanswered"></i>no answer <i class="fault"></i>fault <i class="violation"></i>violation — wheel: zoom, drag: move, click: pin</p>
<div id="stage"><canvas id="canvas"></canvas><div id="tip" hidden></div></div>
<script type="application/json" id="data">${JSON.stringify(timeline).replaceAll('<', '\\u003c')}</script>
<script>${script.replaceAll('</', '<\\/')}</script>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
