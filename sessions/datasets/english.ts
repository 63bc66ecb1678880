// The English of the datasets: words as people and coding agents use them, most frequent first. Data only.
// None of the planted words (planted.ts) may stand here; a test counts them.

const split = (text: string): readonly string[] => text.trim().split(/\s+/);

export const NOUNS: readonly string[] = split(`
  file test session function branch error message instance worktree module request response type value state
  config handler component event index query store token path client server schema table column record row key
  list page button panel editor cursor buffer stream parser command process thread lock queue job worker timer
  cache entry node tree graph edge route endpoint header body cookie user account role permission policy rule
  filter sorter reducer action hook effect context provider theme layout grid sidebar toolbar menu dialog modal
  form field label input output log trace metric counter histogram span alert report summary snapshot diff patch
  commit merge conflict release version package dependency build bundle chunk asset script template locale
  translation date duration timeout interval deadline budget limit quota batch shard replica backup archive
  digest hash signature certificate secret vault gateway proxy balancer socket channel topic subscription
  listener callback promise iterator generator adapter wrapper factory registry resolver validator serializer
  formatter renderer compiler linter fixture mock benchmark sample baseline threshold regression coverage
`);

export const VERBS: readonly string[] = split(`
  add fix update remove read write load save move rename check run call build parse render open close create
  handle return pass fail wait send receive split merge sort filter map reduce resolve reject validate format
  encode decode compress hash compare measure record report store fetch cache flush reset restore replace wrap
  extract inline refactor simplify document test cover mock assert expect guard limit schedule cancel abort
  register subscribe publish connect disconnect bind mount unmount toggle select collapse expand scroll focus
`);

export const ADJECTIVES: readonly string[] = split(`
  new old same other first last next empty missing wrong slow fast small large single multiple pending stale
  local remote global optional required nested shared private public default custom broken flaky unused
  duplicate invalid partial complete atomic concurrent idempotent deterministic readable writable temporary
  permanent internal external visible hidden active inactive current previous
`);

export const CONNECTIVES: readonly string[] = split(`
  the a and to of in is for that it with on as this but when so by from are not if then because before after
  only into every without until while both again already instead still
`);

export const AGENTS: readonly string[] = split(`
  backend-developer frontend-developer test-generator code-reviewer refactor-specialist database-designer
  api-designer performance-tester security-tester bug-fixer tech-writer devops-engineer
`);

export const DIRECTORIES: readonly string[] = split(`
  src/components src/hooks src/services src/store src/lib src/routes src-tauri/src/commands packages/core/src
  packages/editor/src tests/unit tests/integration crates/session/src crates/terminal/src scripts
`);

export const EXTENSIONS: readonly string[] = split('ts tsx rs ts tsx json md css ts rs toml yml');

export const PROJECTS: readonly string[] = split(
  'orbit-editor harbor-api lumen-notes tidepool paper-crane atlas-admin',
);

export const USERS: readonly string[] = split('mika jonas priya sofia kenji amara');

export const WRITTEN_SIGNS: readonly string[] = split('✓ → “ok” — … 🚀 é ü 日本 ≥');
