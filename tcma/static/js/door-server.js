import { phone } from './door-phone.js';
// What the phone has done is sent in its order until the server has answered for each; sent twice, it is done once.
export class Away extends Error {}
export class Over extends Error {}
const ask = async (address, options = {}) => {
  let answer;
  try { answer = await fetch(address, { ...options, signal: AbortSignal.timeout(5000) }); } catch { throw new Away(); }
  if (answer.status === 404 || answer.status === 410) throw new Over();
  if (answer.status !== 304 && !answer.ok) throw new Away();
  return answer;
};
// The time limit holds for the body too.
const read = async answer => { try { return await answer.json(); } catch { throw new Away(); } };
let seen = '';
export const fetchList = async door => {
  const answer = await ask(`${door}/guests`, seen ? { headers: { 'If-None-Match': seen } } : {});
  if (answer.status === 304) return null;
  const list = await read(answer);
  seen = answer.headers.get('ETag') || '';
  return list;
};
// Each answer is told as it comes: what fails afterwards takes none of them back.
export const sendWishes = async (door, tellResults) => {
  for (;;) {
    const some = (await phone.wishes(door)).slice(0, 50);
    if (!some.length) return;
    const wishes = some.map(({ door: where, at, ...wish }) => ({ ...wish, age: Math.max(0, (Date.now() - at) / 1000) }));
    const answer = await ask(`${door}/sync`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ wishes }) });
    const { results } = await read(answer);
    for (const result of results) await phone.forgetWish(result.key);
    await tellResults(results);
    if (results.length < some.length) return;
  }
};
