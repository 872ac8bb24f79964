/** One way in which the configuration of a repository runs a program of its author. */
export interface Recipe {
  readonly name: string
  /** Lines of the repository's configuration. @param program absolute path of what must not run */
  readonly config: (program: string) => string
  /** Further files of the work tree, by path. */
  readonly files?: (program: string) => Readonly<Record<string, string>>
  /** Further files of the git folder, by path. */
  readonly gitFiles?: (program: string) => Readonly<Record<string, string>>
  /** The command of plain git that runs the program, as arguments; it shows that the recipe is live. */
  readonly trigger: readonly string[]
  /** What that command reads. */
  readonly input?: string
  /** Git looks there only in a work tree, and a bare repository has none. */
  readonly needsWorkTree?: true
  /** Needs a terminal. */
  readonly terminal?: true
}

const attributes = () => ({ '.gitattributes': '* filter=evil diff=evil\n' })
const missing = '1'.repeat(40)

/** What the manuals of git know as configuration that names a program, and what leads there. */
export const recipes: readonly Recipe[] = [
  {
    name: 'a program that checks signatures of OpenPGP',
    config: (program) => `[log]\nshowSignature = true\n[gpg]\nprogram = ${program}`,
    trigger: ['log', '-1', 'HEAD'],
  },
  {
    name: 'a program that checks signatures, by its newer name',
    config: (program) => `[log]\nshowSignature = true\n[gpg "openpgp"]\nprogram = ${program}`,
    trigger: ['log', '-1', '--format=%H', 'HEAD'],
  },
  {
    name: 'a file system monitor',
    needsWorkTree: true,
    config: (program) => `[core]\nfsmonitor = ${program}`,
    trigger: ['diff', '--name-only', 'HEAD'],
  },
  {
    name: 'a file system monitor, for a list of files',
    needsWorkTree: true,
    config: (program) => `[core]\nfsmonitor = ${program}`,
    trigger: ['ls-files', '--modified'],
  },
  {
    name: 'a filter that cleans',
    needsWorkTree: true,
    config: (program) => `[filter "evil"]\nclean = ${program}`,
    files: attributes,
    trigger: ['diff', '--name-only', 'HEAD'],
  },
  {
    name: 'a filter that stays running',
    needsWorkTree: true,
    config: (program) => `[filter "evil"]\nprocess = ${program}`,
    files: attributes,
    trigger: ['diff', '--name-only', 'HEAD'],
  },
  {
    name: 'a program that shows every difference',
    needsWorkTree: true,
    config: (program) => `[diff]\nexternal = ${program}`,
    trigger: ['diff', 'HEAD'],
  },
  {
    name: 'a program that shows the differences of one kind of files',
    needsWorkTree: true,
    config: (program) => `[diff "evil"]\ncommand = ${program}`,
    files: attributes,
    trigger: ['diff', 'HEAD'],
  },
  {
    name: 'a program that makes text of files',
    needsWorkTree: true,
    config: (program) => `[diff "evil"]\ntextconv = ${program}`,
    files: attributes,
    trigger: ['diff', 'HEAD'],
  },
  {
    name: 'a folder of hooks',
    needsWorkTree: true,
    config: () => '[core]\nhooksPath = evil-hooks',
    files: (program) => ({ 'evil-hooks/post-index-change': `#!/bin/sh\nexec ${program}\n` }),
    trigger: ['add', 'note.txt'],
  },
  {
    name: 'hooks of the git folder',
    needsWorkTree: true,
    config: () => '',
    gitFiles: (program) => ({ 'hooks/post-index-change': `#!/bin/sh\nexec ${program}\n` }),
    trigger: ['add', 'note.txt'],
  },
  {
    name: 'a pager',
    config: (program) => `[core]\npager = ${program}`,
    trigger: ['log', '-1'],
    terminal: true,
  },
  {
    name: 'an editor',
    needsWorkTree: true,
    config: (program) => `[core]\neditor = ${program}\n[user]\nname = A\nemail = a@example.com`,
    trigger: ['commit', '--allow-empty'],
  },
  {
    name: 'a helper that keeps credentials',
    config: (program) => `[credential]\nhelper = ${program}`,
    trigger: ['credential', 'fill'],
    input: 'protocol=https\nhost=localhost\n\n',
  },
  {
    name: 'a program that asks for a password',
    config: (program) => `[core]\naskPass = ${program}`,
    trigger: ['credential', 'fill'],
    input: 'protocol=https\nhost=localhost\n\n',
  },
  {
    name: 'a program in the place of ssh',
    config: (program) => `[core]\nsshCommand = ${program}\n[remote "origin"]\nurl = ssh://localhost/x`,
    trigger: ['fetch', 'origin'],
  },
  {
    name: 'a program on the way of git://',
    config: (program) => `[core]\ngitProxy = ${program}\n[remote "origin"]\nurl = git://localhost/x`,
    trigger: ['fetch', 'origin'],
  },
  {
    name: 'a remote that is a program',
    config: (program) => `[protocol "ext"]\nallow = always\n[remote "origin"]\nurl = ext::${program}`,
    trigger: ['fetch', 'origin'],
  },
  {
    name: 'a remote of a foreign kind',
    config: (program) =>
      `[protocol "ext"]\nallow = always\n[remote "origin"]\nvcs = ext\nurl = ${program}\nfetch = +refs/heads/*:refs/remotes/origin/*`,
    trigger: ['fetch', 'origin'],
  },
  {
    name: 'an address that stands for a remote that is a program',
    config: (program) =>
      `[protocol "ext"]\nallow = always\n[url "ext::${program} "]\ninsteadOf = https://\n[remote "origin"]\nurl = https://localhost/x`,
    trigger: ['fetch', 'origin'],
  },
  {
    name: 'a program in the place of upload-pack',
    config: (program) => `[remote "origin"]\nurl = .\nuploadpack = ${program}`,
    trigger: ['fetch', 'origin'],
  },
  {
    name: 'an object that is fetched when it is missed',
    config: (program) =>
      `[core]\nrepositoryFormatVersion = 1\n[extensions]\npartialClone = origin\n[remote "origin"]\nurl = .\npromisor = true\nuploadpack = ${program}`,
    trigger: ['cat-file', '-p', missing],
  },
  {
    name: 'a program that lists what an alternate has',
    config: (program) => `[core]\nalternateRefsCommand = ${program}\n[remote "origin"]\nurl = .`,
    gitFiles: () => ({ 'objects/info/alternates': '../../alternate.git/objects\n' }),
    trigger: ['fetch', 'origin'],
  },
  {
    name: 'a file of the work tree that is included',
    config: () => '[include]\npath = evil.config',
    // Of the embedded repository it lies beside the configuration, of a folder .git one above.
    files: (program) => ({ 'evil.config': `[log]\nshowSignature = true\n[gpg]\nprogram = ${program}\n` }),
    gitFiles: (program) => ({ 'evil.config': `[log]\nshowSignature = true\n[gpg]\nprogram = ${program}\n` }),
    trigger: ['log', '-1', 'HEAD'],
  },
  {
    name: 'a file that is included where the branch has a name',
    needsWorkTree: true,
    config: () => '[includeIf "onbranch:main"]\npath = evil.config',
    gitFiles: (program) => ({ 'evil.config': `[core]\nfsmonitor = ${program}\n` }),
    trigger: ['diff', '--name-only', 'HEAD'],
  },
  {
    name: 'a configuration of the work tree',
    needsWorkTree: true,
    config: () => '[core]\nrepositoryFormatVersion = 1\n[extensions]\nworktreeConfig = true',
    gitFiles: (program) => ({ 'config.worktree': `[core]\nfsmonitor = ${program}\n` }),
    trigger: ['diff', '--name-only', 'HEAD'],
  },
  {
    name: 'a word that stands for a command',
    config: (program) => `[alias]\nnewest = !${program}`,
    trigger: ['newest'],
  },
]

/** Each recipe in each place where git follows it. */
export const cases = recipes.flatMap((recipe) =>
  (recipe.needsWorkTree ? (['own'] as const) : (['embedded', 'own'] as const)).map((placement) => ({
    what: recipe.name,
    placement,
    recipe,
  })),
)
