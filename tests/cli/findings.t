`modtrail findings`: what `check` can find, and the pages.

  $ modtrail findings | head -3
  arch-order               error    arch stands after the syscalls it is for
  audit-rules-overwritten  warning  rules stand where augenrules overwrites them
  auditing-disabled        error    auditing is switched off

Each page of docs/findings/ is in the program, as it is:

  $ modtrail findings | while read -r id rest; do modtrail findings "$id" | cmp - "docs/findings/$id.md"; done
  $ modtrail findings trailing-comment tab | grep '^# [a-z-]*:'
  # trailing-comment: a comment stands behind a rule
  # tab: a tab stands where auditctl needs a blank
  $ modtrail findings --format json x32-open | sed 's/"page": ".*"/"page": "..."/'
  {
    "schema": "modtrail.findings/1",
    "findings": [
      {
        "id": "x32-open",
        "level": "error",
        "title": "x32 calls go unrecorded",
        "page": "..."
      }
    ]
  }

A name that is none:

  $ modtrail findings arch-ordr
  modtrail: unknown finding 'arch-ordr'; is 'arch-order' meant?
  [exit 2]
