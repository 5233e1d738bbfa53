Marks beyond ASCII are for UTF-8 locales; colours for terminals, or when asked for.

  $ LC_ALL=C modtrail check examples/host-seed.rules | sed -n 1,6p

  $ modtrail check --color always examples/host-seed.rules | sed -n 1,6p | cat -v

  $ NO_COLOR=1 modtrail check --color always -q examples/modules.rules | cat -v

A file that would drive the terminal.

  $ printf '%b' '-a always,exit -F arch=b64 -S finit_module -k \033[31mred\n-Z \033]0;title\007\n' > $TMP/bad.rules
  > modtrail check $TMP/bad.rules | cat -v
