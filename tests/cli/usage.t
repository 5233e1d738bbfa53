The command line: help, and what is said of a word that is wrong.

  $ modtrail help

  $ modtrail help check

  $ modtrail explain --help | head -n 3

  $ modtrail version | sed 's/[0-9][0-9.]*/N/'

  $ modtrail profiles

  $ modtrail

  $ modtrail chekc

  $ modtrail check --rot /mnt

  $ modtrail check --root

  $ modtrail check --quiet=yes

  $ modtrail check --format jsn examples/modules.rules

  $ modtrail check --root a --root b

  $ modtrail check --arch x86 examples/modules.rules

  $ modtrail check --assume x32 examples/modules.rules

  $ modtrail check --assume x33=on examples/modules.rules

  $ modtrail check --assume x32=yes examples/modules.rules

  $ modtrail check --kernel nonsense examples/modules.rules

  $ modtrail check --auditctl 2.8 examples/modules.rules

  $ modtrail check --quiet --verbose examples/modules.rules

  $ modtrail explain examples/modules.rules

  $ modtrail explain --attempt 'abi=b64' examples/modules.rules

  $ modtrail explain --attempt 'abi=b64 syscall=finit_module uidd=3' examples/modules.rules

  $ modtrail explain --arch ppc64le --attempt 'abi=b32 syscall=finit_module' examples/modules.rules

  $ modtrail fix a b

  $ modtrail completion tcsh

  $ modtrail version now

Completions are programs their shells can read.

  $ modtrail completion bash | bash -n
  > modtrail completion bash > $TMP/completion
  > bash -c '. $TMP/completion; COMP_WORDS=(modtrail check --for); COMP_CWORD=2; _modtrail; echo "${COMPREPLY[@]}"
  >          COMP_WORDS=(modtrail check --format ""); COMP_CWORD=3; _modtrail; echo "${COMPREPLY[@]}"
  >          COMP_WORDS=(modtrail ex); COMP_CWORD=1; _modtrail; echo "${COMPREPLY[@]}"
  >          COMP_WORDS=(modtrail completion ""); COMP_CWORD=2; _modtrail; echo "${COMPREPLY[@]}"'

  $ modtrail completion zsh | head -n 1

  $ modtrail completion fish | grep -c '^complete -c modtrail'
