import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import './theme/mantine.css';
import './theme/base.css';
import { ApolloProvider } from '@apollo/client/react';
import { MantineProvider } from '@mantine/core';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { makeClient } from './app/apollo';
import { router } from './app/router';
import { SessionProvider } from './features/session/session-provider';
import { startTranslations } from './i18n';
import { cssVariablesResolver, schemeManager, theme } from './theme/theme';

await startTranslations();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id "root".');

createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={schemeManager} cssVariablesResolver={cssVariablesResolver}>
      <ApolloProvider client={makeClient()}>
        <SessionProvider>
          <RouterProvider router={router} />
        </SessionProvider>
      </ApolloProvider>
    </MantineProvider>
  </StrictMode>,
);
