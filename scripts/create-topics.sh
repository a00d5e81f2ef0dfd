#!/usr/bin/env bash
# Creates the lab's topics and shows their partition counts: in the Compose container "kafka", if it runs,
# by Kafka's own tool; otherwise, and if KAFKA_BOOTSTRAP_SERVERS names a cluster, by "scripts/lab topics".
# From any folder, also through a symlink. Written for bash 3.2 too, which is what macOS has.
set -euo pipefail
# what a shell may export: with CDPATH, cd goes elsewhere and prints; functions and options of its own
unset CDPATH GLOBIGNORE
unset -f $(compgen -A function)
set +fC
shopt -u nullglob failglob nocasematch

# kafkalab.common.LabTopics in the same order; a test compares them
topics='
ak03.fourpartition  4
ak03.fireandforget  1
ak03.syncsending    1
ak03.asyncsending   1
ak03.json           1
ak03.test           1
'
wait_seconds=60

fail() {
  echo "Error: $*" >&2
  exit 1
}

# --- in the container: the text of this file arrives on standard input there (create-topics.cmd does the same)

kafka_topics() {
  # standard input is this script; a tool that reads from it would take the lines that follow
  /opt/kafka/bin/kafka-topics.sh --bootstrap-server kafka:19092 "$@" </dev/null 2>&1
}

# The partition counts of all topics, "name count" a line.
partition_counts() {
  local described first name rest count line
  described=$(kafka_topics --describe) || fail "kafka-topics.sh --describe failed: $(reason "$described")"
  # Topic: NAME  TopicId: ID  PartitionCount: N  ...
  while read -r first name line; do
    case $first$line in
      Topic:*PartitionCount:*)
        rest=${line#*PartitionCount:}
        read -r count rest <<<"$rest"
        echo "$name $count"
        ;;
    esac
  done <<<"$described"
}

# What went wrong, of all that a tool printed.
reason() {
  local line found=
  while read -r line; do
    case $line in
      *[Ee]xception* | *[Ee]rror*)
        found=$line
        break
        ;;
      ?*) found=${found:-$line} ;;
    esac
  done <<<"$1"
  echo "${found:-it printed nothing}"
}

# The count of topic $1 in the lines $2; nothing if there is no such topic.
count_of() {
  local name count
  while read -r name count; do
    if [ "$name" = "$1" ]; then
      echo "$count"
    fi
  done <<<"$2"
}

in_container() {
  local lab=$1 counts name wanted count printed port note='' wrong=0 created=0
  counts=$(partition_counts) || exit
  while read -r name wanted; do
    if [ -n "$name" ] && [ -z "$(count_of "$name" "$counts")" ]; then
      echo "Creating $name ..."
      printed=$(kafka_topics --create --if-not-exists --topic "$name" --partitions "$wanted") ||
        fail "topic $name cannot be created: $(reason "$printed")"
      created=1
    fi
  done <<<"$topics"
  if [ $created = 1 ]; then
    counts=$(partition_counts) || exit
  fi

  printf '%-20s%10s\n' topic partitions
  while read -r name wanted; do
    if [ -n "$name" ]; then
      count=$(count_of "$name" "$counts")
      printf '%-20s%10s\n' "$name" "${count:-missing}"
    fi
  done <<<"$topics"

  # the port that this broker has for programs outside of the container
  port=${KAFKA_ADVERTISED_LISTENERS#*HOST://localhost:}
  port=${port%%,*}
  if [ "$port" != 9092 ]; then
    note=" (with KAFKA_BOOTSTRAP_SERVERS=localhost:$port)"
  fi
  while read -r name wanted; do
    if [ -n "$name" ]; then
      count=$(count_of "$name" "$counts")
      if [ "$count" != "$wanted" ]; then
        if [ "$count" = 1 ]; then
          count='1 partition'
        else
          count="${count:-0} partitions"
        fi
        echo "Error: topic $name has $count, the lab needs $wanted." \
          "Recreate it (this deletes its records): $lab topics --recreate $name$note" >&2
        wrong=1
      fi
    fi
  done <<<"$topics"
  if [ $wrong = 1 ]; then
    exit 5 # as scripts/lab
  fi
}

# --- on the user's machine

# Compose's id for the container of the service, if there is one for this project.
container_in() {
  (
    cd "$1" || exit
    # v2 is a plugin of docker, v1 a program of its own
    if docker compose version >/dev/null 2>&1; then
      docker compose ps -q kafka
    else
      docker-compose ps -q kafka
    fi
  ) 2>/dev/null | head -n 1
}

# "running healthy", "running starting", "exited unhealthy" ...
state_of() {
  docker inspect -f '{{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{end}}' "$1" 2>/dev/null
}

on_the_host() {
  local self folder root physical id='' state='' said=0 end servers=${KAFKA_BOOTSTRAP_SERVERS:-}
  self=${BASH_SOURCE[0]}
  while [ -L "$self" ]; do
    folder=$(dirname "$self")
    self=$(readlink "$self")
    case $self in /*) ;; *) self=$folder/$self ;; esac
  done
  root=$(cd "$(dirname "$self")/.." && pwd)
  physical=$(cd "$root" && pwd -P)

  if [ -z "${servers//[[:space:]]/}" ] && command -v docker >/dev/null; then
    # the folder's name is the project's name, and behind a symlink it has two
    for folder in "$root" "$physical"; do
      id=$(container_in "$folder") || id=
      state=$(state_of "$id") || state=
      case $state in running*) break ;; esac
      [ "$root" != "$physical" ] || break
    done
  fi
  case $state in
    running*) ;;
    *)
      [ -x "$root/scripts/lab" ] || fail "no Compose service kafka is running, and there is no $root/scripts/lab."
      exec "$root/scripts/lab" topics
      ;;
  esac

  end=$((SECONDS + wait_seconds))
  until [ "$state" = 'running healthy' ]; do
    case $state in
      running*) ;;
      *) fail "the container kafka has stopped (${state:-removed}). Its log says why: docker compose logs kafka" ;;
    esac
    if [ $said = 0 ]; then
      echo "Waiting for the broker in the container kafka, up to $wait_seconds s ..."
      said=1
    fi
    if [ $SECONDS -ge $end ]; then
      fail "the container kafka is not healthy after $wait_seconds s ($state)." \
        "Its log says why: docker compose logs kafka"
    fi
    sleep 1
    state=$(state_of "$id") || state=
  done
  # one docker exec for all of it
  docker exec -i "$id" bash -s in-container scripts/lab <"$self"
}

case ${1:-} in
  in-container) in_container "$2" ;;
  '') on_the_host ;;
  *) fail "$0 takes no arguments; scripts/lab topics --help has more." ;;
esac
exit # the end of the text on standard input, whatever follows
