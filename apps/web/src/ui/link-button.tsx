import { Button, Menu, type ButtonProps, type MenuItemProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, Ref } from 'react';

type Anchor = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof ButtonProps> & { readonly ref?: Ref<HTMLAnchorElement> };

function AnchorButton(props: ButtonProps & Anchor) {
  return <Button component="a" {...props} />;
}

function AnchorItem(props: MenuItemProps & Anchor) {
  return <Menu.Item component="a" {...props} />;
}

/** A link that looks like a button: addresses are links, so that they open in another tab; only commands are buttons. */
export const LinkButton = createLink(AnchorButton);
export const LinkItem = createLink(AnchorItem);
