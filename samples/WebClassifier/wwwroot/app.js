import { paintHeatMap } from './heatmap.js';

const element = id => document.getElementById(id);
const [picture, photo, map, file, error, results, waiting, predictions, heat, showMap, opacity, status, drop] = [
  'picture', 'photo', 'map', 'file', 'error', 'results', 'waiting', 'predictions', 'heat', 'show-map', 'opacity', 'status', 'drop',
].map(element);

const percent = new Intl.NumberFormat('en', { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });
let underWay = null;
let maxBytes = Infinity;

describeService();
file.addEventListener('change', () => { show(file.files[0]); file.value = ''; });
document.addEventListener('paste', event => {
  const pasted = event.clipboardData?.files[0];
  if (pasted) { event.preventDefault(); show(pasted); }
});
for (const button of document.querySelectorAll('[data-example]'))
  button.addEventListener('click', () => showExample(button.dataset.example));
showMap.addEventListener('change', arrangeMap);
opacity.addEventListener('input', arrangeMap);
acceptDrops();
arrangeMap();

async function describeService() {
  try {
    const service = await (await fetch('api/service')).json();
    element('model').textContent = `: ${service.model}, which knows ${service.classes} classes`;
    element('limit').textContent = `, up to ${Math.floor(service.maxUploadBytes / 1048576)}\u00a0MB`;
    maxBytes = service.maxUploadBytes;
  } catch {
    // The page works without; what is wrong shows with the first photograph.
  }
}

async function showExample(name) {
  try {
    const response = await fetch(`examples/${name}`);
    show(new File([await response.blob()], name));
  } catch {
    fail('The server cannot be reached. Check the connection, and try again.');
  }
}

async function show(chosen) {
  if (!chosen) return;
  underWay?.abort();
  const abort = underWay = new AbortController();
  clear();
  if (chosen.size > maxBytes)
    return fail(`The file is too large; ${Math.floor(maxBytes / 1048576)}\u00a0MB are allowed. Make the picture smaller.`);

  results.setAttribute('aria-busy', 'true');
  waiting.textContent = 'Looking at it …';
  try {
    const visible = await display(chosen, abort.signal);
    const answer = await classify(chosen, abort.signal);
    if (abort !== underWay) return;
    list(answer.predictions);
    if (answer.attention && visible) {
      paintHeatMap(map, answer.attention, photo.naturalWidth / photo.naturalHeight);
      heat.hidden = false;
      arrangeMap();
    }
  } catch (problem) {
    if (abort !== underWay) return;
    clear();
    fail(problem.detail ?? 'The server cannot be reached. Check the connection, and try again.');
  } finally {
    if (abort === underWay) results.setAttribute('aria-busy', 'false');
  }
}

// Whether the browser can show it; what is wrong with a file that it cannot show, the server tells.
async function display(chosen) {
  if (photo.src) URL.revokeObjectURL(photo.src);
  photo.src = URL.createObjectURL(chosen);
  photo.alt = chosen.name ? `The photograph ${chosen.name}` : 'The photograph';
  try {
    await photo.decode();
  } catch {
    return false;
  }
  picture.style.setProperty('--ratio', photo.naturalWidth / photo.naturalHeight);
  picture.hidden = false;
  document.body.classList.add('has-photo');
  return true;
}

async function classify(chosen, signal) {
  const form = new FormData();
  form.append('image', chosen);
  const response = await fetch('api/classify', { method: 'POST', body: form, signal });
  if (response.ok) return response.json();
  const problem = await response.json().catch(() => ({}));
  throw { detail: problem.detail ?? `The server answered with an error (${response.status}). Try again later.` };
}

function list(found) {
  predictions.replaceChildren(...found.map(({ label, score }) => {
    const item = document.createElement('li');
    const name = document.createElement('span');
    name.className = 'label';
    name.textContent = label;
    const share = document.createElement('span');
    share.className = 'share';
    share.textContent = percent.format(score);
    const bar = document.createElement('span');
    bar.className = 'bar';
    bar.setAttribute('aria-hidden', 'true');
    bar.style.setProperty('--share', score);
    item.append(name, share, bar);
    return item;
  }));
  waiting.hidden = true;
  predictions.hidden = false;
  status.textContent = found.length ? `Most probable: ${found[0].label}, ${percent.format(found[0].score)}.` : '';
}

function clear() {
  error.hidden = true;
  error.textContent = status.textContent = '';
  predictions.hidden = heat.hidden = map.hidden = picture.hidden = true;
  predictions.replaceChildren();
  waiting.hidden = false;
  waiting.textContent = 'The five most probable classes appear here.';
  document.body.classList.remove('has-photo');
}

function fail(message) {
  error.textContent = message;
  error.hidden = false;
}

function arrangeMap() {
  map.hidden = heat.hidden || !showMap.checked;
  map.style.opacity = opacity.value / 100;
  opacity.disabled = !showMap.checked;
  element('opacity-value').textContent = `${opacity.value} %`;
}

function acceptDrops() {
  const holdsFiles = event => event.dataTransfer?.types.includes('Files');
  let depth = 0;
  const mark = change => { depth = Math.max(0, depth + change); drop.classList.toggle('shown', depth > 0); };
  document.addEventListener('dragenter', event => { if (holdsFiles(event)) mark(1); });
  document.addEventListener('dragleave', event => { if (holdsFiles(event)) mark(-1); });
  document.addEventListener('dragover', event => { if (holdsFiles(event)) event.preventDefault(); });
  document.addEventListener('drop', event => {
    mark(-depth);
    if (!holdsFiles(event)) return;
    event.preventDefault();
    show(event.dataTransfer.files[0]);
  });
}
