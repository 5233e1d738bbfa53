# Sourced: another release's packages without touching the machine's apt.

own_apt() {  # own_apt DIR COMMAND ARGS: apt-get or apt-cache with DIR's lists
  local dir=$1 command=$2
  shift 2
  "$command" -q -o Dir::State="$dir/state" -o Dir::Cache="$dir/cache" -o Dir::State::status=/dev/null \
    -o Dir::Etc::sourcelist="$dir/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o APT::Architecture=amd64 -o APT::Architectures=amd64 -o APT::Sandbox::User=root \
    -o Acquire::Retries=3 -o Acquire::Languages=none "$@"
}

update_lists() {  # update_lists DIR RELEASE: with the security archive where it still answers
  local key='[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]'
  mkdir -p "$1/state/lists/partial" "$1/cache/archives/partial"
  echo "deb $key http://deb.debian.org/debian $2 main" > "$1/sources.list"
  echo "deb $key http://deb.debian.org/debian-security $2-security main" >> "$1/sources.list"
  own_apt "$1" apt-get update --error-on=any > "$1/log" 2>&1 && return
  sed -i 2d "$1/sources.list"
  own_apt "$1" apt-get update --error-on=any >> "$1/log" 2>&1
}
