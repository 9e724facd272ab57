/** The import law. See docs/architecture.md. */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'shared-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: '^(edge-agent|central|scripts)/' },
    },
    {
      name: 'edge-and-central-never-meet',
      severity: 'error',
      from: { path: '^(edge-agent|central)/' },
      to: { path: '^(edge-agent|central|scripts)/', pathNot: '^$1/' },
    },
    {
      name: 'pages-import-only-what-both-sides-speak',
      severity: 'error',
      from: { path: '^(central|edge-agent)/web/' },
      to: { path: '^(central|edge-agent)/src/' },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    parser: 'swc',
    tsConfig: { fileName: 'tsconfig.base.json' },
    // swc is asked for plain TypeScript and cannot read JSX: Biome holds .tsx files to the same law (biome.json).
    doNotFollow: { path: 'node_modules|/dist/|\\.tsx$' },
    exclude: { path: '(/dist/|scripts/training|node_modules)' },
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'],
    },
  },
}
