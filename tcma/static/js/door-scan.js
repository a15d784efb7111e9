// The rear camera and the browser's own reader of codes. Every result goes back to scanning by itself.
export const cannotScan = () => !window.isSecureContext ? 'no_secure' : !('BarcodeDetector' in window) ? 'no_detector' : !navigator.mediaDevices?.getUserMedia ? 'no_camera' : '';
export const startScan = async (video, onCode) => {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: { ideal: 'environment' } }, audio: false });
  const reader = new window.BarcodeDetector({ formats: ['qr_code'] });
  video.srcObject = stream;
  await video.play();
  let going = true, last = '', lastAt = 0;
  const look = async () => {
    if (!going) return;
    try {
      const [code] = await reader.detect(video);
      // A ticket that stays before the camera is read once.
      if (code && (code.rawValue !== last || performance.now() - lastAt > 4000)) {
        last = code.rawValue;
        await onCode(code.rawValue);
      }
      if (code) lastAt = performance.now();
    } catch { /* this frame could not be read; the next one can */ }
    setTimeout(look, 120);
  };
  look();
  return () => { going = false; for (const track of stream.getTracks()) track.stop(); video.srcObject = null; };
};
// The registration's id inside a ticket's address: key number, 16 bytes, 16 bytes of proof. The proof is the server's to check.
export const guestOf = text => {
  const token = text.split('/t/').pop().split(/[?#]/)[0];
  try {
    const raw = atob(token.replace(/-/g, '+').replace(/_/g, '/').padEnd(Math.ceil(token.length / 4) * 4, '='));
    if (raw.length !== 33) return '';
    const hex = [...raw.slice(1, 17)].map(letter => letter.charCodeAt(0).toString(16).padStart(2, '0')).join('');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  } catch { return ''; }
};
