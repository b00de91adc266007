/** One Busbar and one Chromium for all journeys; a page that asks anybody else for anything, or reports an error, fails its journey. */
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { type DemoBusbar, startDemoBusbar } from './demo-busbar';

const root = resolve(__dirname, '../..');
const pictures = join(root, '.data/browser');
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'];
const own = ['127.0.0.1', 'localhost'];
/** For one wait within a page. Idle, the slowest answer takes two seconds. */
const PATIENCE_MS = 20_000;

export type Role = 'tenant' | 'host' | 'staff';

/** How somebody looks at Busbar. */
export interface Eyes {
  readonly width?: number;
  readonly language?: 'en' | 'it';
  readonly scheme?: 'light' | 'dark';
}

export class Stage {
  private busbar: DemoBusbar | undefined;
  private browser: Browser | undefined;
  private readonly faults: string[] = [];
  private readonly sessions = new Map<Role, Awaited<ReturnType<BrowserContext['storageState']>>>();

  get url(): string {
    if (!this.busbar) throw new Error('Busbar has not started.');
    return this.busbar.url;
  }

  /** What a person of the demo world proves that it is they with. */
  passwordOf(role: Role): string {
    const password = this.busbar?.passwords[role];
    if (password === undefined) throw new Error(`The demo world has no sign-in for a ${role}.`);
    return password;
  }

  async open(): Promise<void> {
    const executablePath = process.env.BUSBAR_CHROMIUM;
    if (!executablePath) throw new Error('BUSBAR_CHROMIUM must say where Chromium is, such as /usr/bin/chromium.');
    rmSync(pictures, { recursive: true, force: true });
    this.browser = await chromium.launch({ executablePath, args: flags });
    this.busbar = await startDemoBusbar(root);
  }

  async close(): Promise<void> {
    await this.browser?.close();
    await this.busbar?.stop();
  }

  /** Somebody whom Busbar does not know yet. */
  stranger(eyes: Eyes = {}): Promise<Page> {
    return this.page(eyes, undefined);
  }

  /** Somebody signed in: the first time through the demo's door, later with the cookie got there. */
  async signedIn(role: Role, eyes: Eyes = {}): Promise<Page> {
    const known = this.sessions.get(role);
    if (known) return this.page(eyes, known);
    const door = await this.stranger();
    await door.goto(`${this.url}/demo`);
    await door.getByRole('button', { name: `Enter as ${role}` }).click();
    await door.waitForURL('**/home');
    const state = await door.context().storageState();
    await door.context().close();
    this.sessions.set(role, state);
    return this.page(eyes, state);
  }

  /** One test: what went wrong anywhere since the last one fails it, and every open page is photographed. */
  it(name: string, walk: () => Promise<void>): void {
    it(name, async () => {
      try {
        await walk();
        expect(this.faults).toEqual([]);
      } catch (error) {
        await this.photograph(name);
        throw error;
      } finally {
        this.faults.length = 0;
      }
    });
  }

  private async page({ width = 1440, language = 'en', scheme = 'light' }: Eyes, session: Awaited<ReturnType<BrowserContext['storageState']>> | undefined): Promise<Page> {
    if (!this.browser) throw new Error('Chromium has not started.');
    const context = await this.browser.newContext({
      viewport: { width, height: 900 }, locale: language === 'it' ? 'it-IT' : 'en-US', colorScheme: scheme, reducedMotion: 'reduce', isMobile: width < 600, hasTouch: width < 600, ...(session ? { storageState: session } : {}),
    });
    context.setDefaultTimeout(PATIENCE_MS);
    await context.route('**/*', async (route) => {
      const url = new URL(route.request().url());
      if (own.includes(url.hostname)) return route.continue();
      this.faults.push(`A request to a stranger: ${url.href}`);
      return route.abort();
    });
    const page = await context.newPage();
    page.on('pageerror', (error) => this.faults.push(`An error of the page: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') this.faults.push(`On the console: ${message.text()} (${message.location().url})`);
    });
    return page;
  }

  private async photograph(name: string): Promise<void> {
    mkdirSync(pictures, { recursive: true });
    const pages = this.browser?.contexts().flatMap((context) => context.pages()) ?? [];
    for (const [index, page] of pages.entries()) await page.screenshot({ path: join(pictures, `${name.replace(/\W+/g, '-')}-${index}.png`), fullPage: true }).catch(() => undefined);
  }
}
