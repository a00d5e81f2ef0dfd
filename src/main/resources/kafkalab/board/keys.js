// All by keyboard: one key a thing, unless a field wants the keys for itself.

const FIVE_SECONDS = 5000;

export function listenToKeys(app) {
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || typed(event) || document.querySelector('dialog[open]')) return;
    if (press(app, event.key)) event.preventDefault();
  });
}

/** Whether the focused element has a use for this key itself. */
function typed({target, key}) {
  const tag = target.tagName;
  if (tag === 'SELECT' || (tag === 'INPUT' && target.type !== 'range')) return true;
  return (tag === 'BUTTON' && (key === ' ' || key === 'Enter')) || (target.tabIndex === 0 && tag === 'UL' && /Arrow/.test(key));
}

function press(app, key) {
  const {player, controls} = app;
  const canChange = !document.getElementById('scenes').hidden;
  switch (key.length === 1 ? key.toLowerCase() : key) {
    case ' ': player.toggle(); break;
    case 'ArrowLeft': player.step(-1); break;
    case 'ArrowRight': player.step(1); break;
    case ',': player.seek(player.t - FIVE_SECONDS); break;
    case '.': player.seek(player.t + FIVE_SECONDS); break;
    case 's': player.setSpeed(player.speed === 0.25 ? 1 : player.speed / 2); break;
    case 'l': app.backToLive(); break;
    case 'w': app.save(); break;
    case 'p': app.savePage(); break;
    case 'o': app.chooseFile(); break;
    case 'b': app.compare.toggle(); break;
    case 'd': app.toggleTheme(); break;
    case '?': document.getElementById('help').showModal(); break;
    case 'c': if (canChange) app.toggleControls(); break;
    case 'a': if (canChange) controls.add(); break;
    default: return canChange && controls.sceneOfKey(key);
  }
  return true;
}
