@rem For cmd.exe, which has no `exec`: the npm scripts begin with it (docs/adr/0015-stopping.md).
@%*
