// Progress as a person wants it: one line a step, counting seconds while it lasts on a terminal, plain lines elsewhere.

const live = process.stdout.isTTY && !process.env.CI;
const steps = new Set();
let timer;

/** Says that a step begins; the answer is called when it is over, with a few words on the outcome if there are any. */
export function progress(what) {
  const step = { what, begin: performance.now() };
  steps.add(step);
  if (live) timer ??= setInterval(draw, 200).unref();
  else process.stdout.write(`  … ${what}\n`);
  return (outcome = '') => {
    steps.delete(step);
    write(`  ✓ ${what}${outcome ? `: ${outcome}` : ''}  (${seconds(step)})`);
    if (steps.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Writes a line above the steps that are under way. */
export function write(line) {
  process.stdout.write(`${live ? '\r\u001b[2K' : ''}${line}\n`);
  if (live && steps.size > 0) draw();
}

const seconds = ({ begin }) => `${((performance.now() - begin) / 1000).toFixed(1)} s`;

// All that is under way stands on one line, cut to the terminal's width so that the next stroke can replace it.
function draw() {
  const line = [...steps].map((step) => `… ${step.what} ${seconds(step)}`).join('   ');
  process.stdout.write(`\r\u001b[2K  ${line.slice(0, (process.stdout.columns ?? 80) - 3)}`);
}
