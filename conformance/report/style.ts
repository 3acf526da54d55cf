/** How the page looks, by day and by night. */
export const STYLE = `
:root { color-scheme: light dark; --line: #8884; --good: #1a7f37; --bad: #c92a2a; --odd: #b46b00; --quiet: #777; }
@media (prefers-color-scheme: dark) { :root { --good: #57c26f; --bad: #ff7b72; --odd: #e3b341; --quiet: #999; } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; margin: 0; } h2 { font-size: 1.1rem; margin: 1.6rem 0 .4rem; }
code, pre, .hex { font-family: ui-monospace, monospace; font-size: .9em; }
pre { overflow-x: auto; border: 1px solid var(--line); padding: .5rem; margin: .2rem 0; }
table { border-collapse: collapse; margin: .6rem 0; } td, th { padding: .15rem .7rem .15rem 0; text-align: left; }
.hex td, .hex th { padding-right: 1.4rem; font-weight: normal; } .hex th { color: var(--quiet); }
mark { background: var(--bad); color: #fff; padding: 0 .1em; }
meter { width: 8rem; vertical-align: middle; }
.facts, .not-judged, .quiet { color: var(--quiet); } .facts { margin: .1rem 0; }
.bad { color: var(--bad); } .why { font-weight: 600; margin: .3rem 0; white-space: pre-wrap; }
.targets { list-style: none; padding: 0; margin: .4rem 0; } .targets b { display: inline-block; width: 5rem; }
.tile { display: inline-block; border: 1px solid var(--line); border-radius: .4rem; padding: .2rem .8rem; margin: 0 .5rem .5rem 0; }
.tile b { font-size: 1.3rem; }
details.case { border-left: 3px solid var(--line); padding: .1rem 0 .1rem .7rem; margin: .15rem 0; }
details > summary { cursor: pointer; } details.dialect { color: var(--odd); }
.mark { display: inline-block; min-width: 7.5rem; font-size: .85em; }
.ok .mark, .tile.ok b { color: var(--good); } details.ok { border-color: var(--good); }
.failed .mark, .error .mark, .unexpected-pass .mark, .tile.failed b, .tile.error b, .tile.unexpected-pass b { color: var(--bad); }
details.failed, details.error, details.unexpected-pass { border-color: var(--bad); }
.tolerated .mark, .expected-failure .mark, .tile.tolerated b, .tile.expected-failure b { color: var(--odd); }
details.tolerated, details.expected-failure { border-color: var(--odd); }
dt { font-family: ui-monospace, monospace; font-size: .85em; } dd { margin: 0 0 .3rem 1.2rem; color: var(--quiet); }
`;
