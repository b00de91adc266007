import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useSession } from '~/features/session/session';
import { areas } from './areas';

const storageKey = 'busbar-single-keys';
const windowMs = 1500;

/** Single-letter keys can be switched off (WCAG 2.1.4): they get in the way of speech input. */
export function singleKeys(): boolean {
  return localStorage.getItem(storageKey) !== 'off';
}

export function setSingleKeys(on: boolean): void {
  localStorage.setItem(storageKey, on ? 'on' : 'off');
}

/** `g` and then a letter goes to an area; `?` opens the list of keys. Never while the reader types. */
export function useKeys(openHelp: () => void): void {
  const session = useSession();
  const navigate = useNavigate();
  const pressedG = useRef(0);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!singleKeys() || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === '?') {
        openHelp();
        return;
      }
      if (event.key === 'g') {
        pressedG.current = event.timeStamp;
        return;
      }
      const area = areas.find(({ key, shown }) => key === event.key && shown(session));
      if (!area || event.timeStamp - pressedG.current > windowMs) return;
      pressedG.current = 0;
      void navigate({ to: area.to });
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [session, navigate, openHelp]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName) || target.closest('[role="dialog"], [role="listbox"]') !== null);
}
