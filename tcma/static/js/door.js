import { forgetPage, keepPage, phone } from './door-phone.js';
import { Away, Over, fetchList, sendWishes } from './door-server.js';
import { cannotScan, guestOf, startScan } from './door-scan.js';
const root = document.querySelector('[data-door]');
const part = name => root.querySelector(`[data-${name}]`);
const fill = (text, gaps) => text.replace(/\{(\w+)\}/g, (whole, name) => gaps[name] ?? whole);
const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');
const expectedStates = ['confirmed', 'attended', 'no_show'];

const begin = async () => {
  const door = root.dataset.door, words = JSON.parse(part('words').textContent), plural = new Intl.PluralRules(root.dataset.lang);
  const clock = new Intl.DateTimeFormat(root.dataset.lang, { timeZone: root.dataset.zone, timeStyle: 'short' });
  let guests = new Map(), loaded = false, stopScan = null, over = false, working = Promise.resolve();

  // ---- the list
  const counts = () => ({
    present: [...guests.values()].filter(guest => guest.state === 'attended').length,
    expected: [...guests.values()].filter(guest => expectedStates.includes(guest.state)).length,
  });
  const chip = guest => guest.state === 'attended' ? fill(words.since, { time: guest.at }) : { waitlisted: words.waiting, offered: words.offered }[guest.state] || '';
  const row = guest => {
    const item = part('row').content.firstElementChild.cloneNode(true), [name, company] = item.querySelectorAll('bdi');
    const state = item.querySelector('.chip'), button = item.querySelector('button'), inside = guest.state === 'attended', waits = ['waitlisted', 'offered'].includes(guest.state);
    item.dataset.guest = guest.id;
    name.textContent = guest.name;
    company.textContent = guest.company;
    state.textContent = chip(guest);
    state.hidden = !state.textContent;
    state.classList.add(inside ? 'ok' : 'warn');
    button.classList.add(inside || waits ? 'btn-plain' : 'btn-primary');
    button.textContent = inside ? words.undo : waits ? words.let_in : words.check_in;
    button.setAttribute('aria-label', `${button.textContent}: ${guest.name}`);
    button.addEventListener('click', () => wish({ do: inside ? 'undo' : waits ? 'let_in' : 'check_in', guest: guest.id, of: guest.key }));
    return item;
  };
  const show = () => {
    const asked = part('search').elements.q.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    // Until the list is here, those that came with the page are looked through.
    if (!loaded) { for (const item of part('guests').querySelectorAll('[data-guest]')) item.hidden = !asked.every(word => item.querySelector('summary').textContent.toLocaleLowerCase().includes(word)); return; }
    const found = [...guests.values()].filter(guest => asked.every(word => `${guest.name} ${guest.company}`.toLocaleLowerCase().includes(word)));
    const open = part('guests').querySelector('details[open]')?.closest('li').dataset.guest;
    const focused = part('guests').contains(document.activeElement) && document.activeElement.closest('li')?.dataset.guest;
    const rows = found.slice(0, 60).map(row);
    if (!rows.length) { const none = document.createElement('li'); none.className = 'pad muted'; none.textContent = part('none').content.textContent; rows.push(none); }
    part('guests').replaceChildren(...rows);
    part('more').hidden = found.length <= 60;
    for (const item of rows) {
      if (open && item.dataset.guest === open && rows.length < 60) item.querySelector('details').open = true;
      if (item.dataset.guest && item.dataset.guest === focused) item.querySelector('summary').focus({ preventScroll: true });
    }
    part('count').textContent = fill(words.counted, counts());
    if (asked.length) document.querySelector('#say').textContent = fill(words.found, { number: found.length });
  };
  const keep = async () => { if (loaded) await phone.keepList(door, { guests: [...guests.values()] }); };
  const learn = guest => { if (guest) guests.set(guest.id, { ...guests.get(guest.id), ...guest }); };

  // ---- results
  let hide = 0, fold = 0;
  const tell = (result, done) => {
    const big = part('big'), sign = part(`sign-${result.tone}`).content.cloneNode(true);
    big.className = `door-big ${result.tone}`;
    big.children[0].replaceChildren(sign);
    big.children[1].textContent = result.title;
    big.children[2].textContent = result.detail;
    big.hidden = false;
    navigator.vibrate?.(result.tone === 'ok' ? 60 : [60, 60, 60]);
    clearTimeout(hide);
    hide = setTimeout(() => { big.hidden = true; }, 1200);
    const said = document.createElement('section'), line = document.createElement('div'), text = document.createElement('div');
    said.className = `door-said ${result.tone}`;
    line.className = 'row';
    text.innerHTML = '<h2></h2><p></p>';
    text.firstChild.textContent = result.title;
    text.lastChild.textContent = result.detail;
    line.append(part(`sign-${result.tone}`).content.cloneNode(true), text);
    said.append(line);
    const act = (label, next) => { const button = document.createElement('button'); button.type = 'button'; button.className = 'btn btn-plain btn-s'; button.textContent = label; button.addEventListener('click', () => wish(next)); said.append(button); };
    if (result.outcome === 'in' && result.guest) act(words.undo, { do: 'undo', guest: result.guest.id, of: done.key });
    if (result.outcome === 'waiting' && result.guest) act(words.let_in, { do: 'let_in', guest: result.guest.id });
    part('result').replaceChildren(said);
    clearTimeout(fold);
    fold = setTimeout(() => said.remove(), 10_000);
  };
  // What happened while there was no network, and was not taken after all, stays on the screen.
  const refused = results => {
    for (const result of results) {
      const line = document.createElement('p');
      line.className = 'banner bad';
      line.setAttribute('role', 'status');
      line.textContent = fill(words.refused, { what: [result.title, result.detail].filter(Boolean).join(' · ') });
      part('result').after(line);
    }
  };
  const offline = async away => {
    const waiting = (await phone.wishes(door)).length;
    part('offline-line').textContent = over ? words.over : !away ? '' : waiting ? fill(words.waits[plural.select(waiting)] || words.waits.other, { n: waiting }) : words.offline;
    part('offline-line').className = part('offline-line').textContent ? 'door-line banner' : 'door-line';
  };

  // ---- by itself, while nobody answers
  const alone = one => {
    const id = one.guest || (one.ticket ? guestOf(one.ticket) : [...guests.values()].find(guest => guest.code === one.code)?.id), guest = guests.get(id);
    if (one.do === 'walk_in') return { outcome: 'kept', tone: 'ok', title: `${one.first_name} ${one.last_name}`, detail: words.kept };
    if (!guest) return { outcome: 'unknown', tone: 'bad', title: words.unknown, detail: words.unknown_why };
    if (one.do === 'undo') {
      learn({ ...guest, state: 'confirmed', at: '', key: '' });
      return { outcome: 'undone', tone: 'ok', title: words.undone, detail: guest.name, guest };
    }
    if (guest.state === 'attended') return { outcome: 'already', tone: 'warn', title: fill(words.already, { time: guest.at }), detail: guest.name, guest };
    if (!expectedStates.includes(guest.state)) return { outcome: 'waiting', tone: 'bad', title: words.waiting, detail: fill(words.waiting_why, { name: guest.name }), guest };
    learn({ ...guest, state: 'attended', at: clock.format(new Date(one.at)), key: one.key });
    return { outcome: 'in', tone: 'ok', title: guest.name, detail: fill(words.counted, counts()), guest };
  };
  // A turn that was under way may have taken along what somebody waits for: its answer is kept for them.
  const asking = new Set(), answers = new Map();
  const settle = async results => {
    for (const result of results) { learn(result.guest); if (asking.has(result.key)) answers.set(result.key, result); }
    refused(results.filter(result => !asking.has(result.key) && result.tone !== 'ok'));
    await keep();
    show();
  };
  const closeDoor = async () => { over = true; stopScan?.(); await phone.forgetDoor(door); await forgetPage(); await offline(false); };
  const refresh = () => {
    working = working.catch(() => {}).then(async () => {  // a fault of one turn is not the next one's
      if (over) return;
      try {
        await sendWishes(door, settle);
        const list = await fetchList(door);
        if (list) {
          guests = new Map(list.guests.map(guest => [guest.id, guest]));
          loaded = true;
          await keep();
          show();
        }
        await offline(false);
      } catch (error) {
        if (error instanceof Over) await closeDoor();
        else if (error instanceof Away) await offline(true);
        else throw error;
      }
    });
    return working;
  };
  const wish = async given => {
    const one = { ...given, door, key: newKey(), at: Date.now() };
    asking.add(one.key);
    await phone.keepWish(one);
    if (navigator.onLine) await refresh();
    const answered = answers.get(one.key);
    asking.delete(one.key);
    answers.delete(one.key);
    const result = answered || (over ? null : alone(one));
    if (!result) return result;
    if (!answered) { await keep(); await offline(true); }
    tell(result, one);
    show();
    return result;
  };

  // ---- what people touch
  part('search').addEventListener('submit', event => { event.preventDefault(); show(); });
  part('search').addEventListener('input', show);
  part('code').addEventListener('submit', async event => {
    event.preventDefault();
    const code = event.target.elements.code.value.replace(/[\s-]/g, '').toUpperCase().replace(/0/g, 'O').replace(/1/g, 'I').replace(/8/g, 'B');
    if (code) { await wish({ do: 'check_in', code }); event.target.reset(); }
  });
  part('walk-in').addEventListener('submit', async event => {
    const form = event.target, given = Object.fromEntries(new FormData(form));
    if (!navigator.onLine && !form.checkValidity()) { event.preventDefault(); form.reportValidity(); return; }
    event.preventDefault();
    const result = await wish({ do: 'walk_in', first_name: given.first_name, last_name: given.last_name, email: given.email, company: given.company });
    if (result?.tone === 'ok') form.reset();
  });
  part('scan').addEventListener('click', async () => {
    const why = cannotScan(), note = part('scan-note');
    note.hidden = !why;
    note.textContent = why ? words[why] : '';
    if (why) { part('search').elements.q.focus(); return; }
    try {
      part('view').hidden = false;
      stopScan = await startScan(root.querySelector('video'), ticket => wish({ do: 'check_in', ticket }));
      part('scan').hidden = true;
      part('scan-stop').hidden = false;
      part('scan-stop').focus();
    } catch {
      part('view').hidden = true;
      note.hidden = false;
      note.textContent = words.no_camera;
    }
  });
  part('scan-stop').addEventListener('click', () => {
    stopScan?.();
    part('view').hidden = part('scan-stop').hidden = true;
    part('scan').hidden = false;
    part('scan').focus();
  });
  addEventListener('online', () => refresh());
  addEventListener('offline', () => offline(true));
  setInterval(() => { if (!document.hidden) refresh(); }, 8000);

  const known = await phone.list(door);
  if (known) { guests = new Map(known.guests.map(guest => [guest.id, guest])); loaded = true; show(); }
  await refresh();
  root.dataset.ready = '';
  keepPage('/door/');
};
if (root) begin();
else if (document.querySelector('[data-offline]')) keepPage('/t/');
