// Progress as a person wants it: one line a step, counting seconds while it lasts on a terminal, plain lines elsewhere.

/** Says that a step begins; the answer is called when it is over, with a few words on the outcome if there are any. */
export function progress(what) {
  const begin = performance.now();
  const seconds = () => `${((performance.now() - begin) / 1000).toFixed(1)} s`;
  const live = process.stdout.isTTY && !process.env.CI;
  const timer = live ? setInterval(() => write(`\r  … ${what}  ${seconds()} `), 200) : undefined;
  if (!live) write(`  … ${what}\n`);
  timer?.unref();
  return (outcome = '') => {
    clearInterval(timer);
    write(`${live ? '\r' : ''}  ✓ ${what}${outcome ? `: ${outcome}` : ''}  (${seconds()})${live ? '          ' : ''}\n`);
  };
}

function write(text) {
  process.stdout.write(text);
}
