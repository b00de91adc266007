/** The organisation the reader acts for, sent with each request. Chosen per browser; the API checks it every time. */
const storageKey = 'busbar-organisation';

export function activeOrganisation(): string | null {
  return localStorage.getItem(storageKey);
}

export function setActiveOrganisation(id: string | null): void {
  if (id === null) localStorage.removeItem(storageKey);
  else localStorage.setItem(storageKey, id);
}
