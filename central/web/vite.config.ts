import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  resolve: { conditions: ['source', ...defaultClientConditions] },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2023',
    // Inlined assets would be data: URLs, which the server's content policy forbids for scripts.
    assetsInlineLimit: 0,
    // The map is a large chunk of its own, loaded only where a base map is installed.
    chunkSizeWarningLimit: 1200,
  },
  // In development the page comes from Vite and everything else from a central that runs beside it.
  server: { proxy: { '/api': 'http://127.0.0.1:8080', '/map.pmtiles': 'http://127.0.0.1:8080' } },
})
