import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { offerAutomation } from './automation.ts'
import { followTheme } from './page.ts'
import { begin } from './session/store.ts'
import './look/index.css'
import './glyphs/glyphs.css'
import './app.css'

followTheme()
offerAutomation()
void begin()
createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
