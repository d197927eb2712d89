#!/bin/sh
# Gives this machine a container engine that answers, and says what it did.
#
# A running Docker or Podman is used as it is. Else, on Debian or Ubuntu as root, this installs docker.io and
# mmdebstrap from the distribution's packages and starts dockerd, with or without systemd. Safe to run again.
# Where SIPIN_ENGINE_PID names a file, the process id of a dockerd that this started is written there.
# Exit status: 0 an engine answers, 3 it does not and this script cannot change that.
set -eu

log=${SIPIN_DOCKERD_LOG:-/var/log/sipin-dockerd.log}

say() { printf 'engine.sh: %s\n' "$*"; }

give_up() {
  say "$*" >&2
  exit 3
}

answering_engine() {
  for engine in ${SIPIN_ENGINE:-docker podman}; do
    if "$engine" info >/dev/null 2>&1; then
      echo "$engine"
      return
    fi
  done
}

is_debian_root() { [ "$(id -u)" = 0 ] && [ -e /etc/debian_version ] && command -v apt-get >/dev/null; }

install_packages() {
  say "installing $* from Debian packages"
  apt-get update -qq || give_up "apt-get update failed; engine packages cannot be installed"
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null ||
    give_up "apt-get could not install $*"
}

# A pid file that outlived its process makes dockerd refuse to start, or talk to a stranger.
forget_dead() {
  [ -e "$1" ] || return 0
  pid=$(cat "$1")
  [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = "$2" ] || rm -f "$1"
}

# Waits by asking, for as long as the daemon lives and a minute at the most.
wait_for_docker() {
  asked=0
  until docker info >/dev/null 2>&1; do
    asked=$((asked + 1))
    [ "$asked" -lt 240 ] || return 1
    [ "$1" = service ] || kill -0 "$1" 2>/dev/null || return 1
    sleep 0.25
  done
}

# Out of this shell's session and with its own files, so that nobody waits for the daemon to end.
start_dockerd() {
  forget_dead /var/run/docker.pid dockerd
  forget_dead /var/run/docker/containerd/containerd.pid containerd
  say "starting dockerd $* (its log is $log)"
  setsid dockerd "$@" >>"$log" 2>&1 </dev/null &
  [ -z "${SIPIN_ENGINE_PID:-}" ] || echo $! >"$SIPIN_ENGINE_PID"
  wait_for_docker $!
}

start_docker() {
  if [ -d /run/systemd/system ]; then
    say "starting docker.service"
    systemctl start docker && wait_for_docker service && return
  elif pgrep -x dockerd >/dev/null; then
    say "dockerd is starting already"
    wait_for_docker service && return
  fi
  start_dockerd && return
  # The lab needs neither a bridge nor packet filters, which not every machine lets dockerd have.
  say "dockerd ended; once more without a bridge"
  start_dockerd --bridge=none --iptables=false --ip6tables=false
}

engine=$(answering_engine)
if [ -z "$engine" ]; then
  [ "${SIPIN_ENGINE:-docker}" = docker ] || give_up "SIPIN_ENGINE is $SIPIN_ENGINE, and it does not answer"
  if ! command -v dockerd >/dev/null; then
    is_debian_root || give_up "no Docker or Podman answers; install and start one of them (on Debian as root this script does)"
    install_packages docker.io mmdebstrap
  fi
  [ "$(id -u)" = 0 ] || give_up "Docker is installed and does not answer, and only root can start it"
  start_docker || give_up "dockerd does not start: $(tail -n 3 "$log" 2>/dev/null)"
  engine=docker
fi
# Where no registry answers, images are made of Debian packages alone.
if is_debian_root && ! command -v mmdebstrap >/dev/null; then install_packages mmdebstrap; fi
say "$engine answers"
