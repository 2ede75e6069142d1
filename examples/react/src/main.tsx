import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Call } from './Call';
import './page.css';

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <Call agentId="agt_demo" />
  </StrictMode>,
);
