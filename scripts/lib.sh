# shellcheck shell=bash
# Finds the JDK and Maven; sourced by the other scripts.

# Sets REPLY to the major version of the JDK in folder $1, or 0: as its file 'release' says, for java itself takes long to ask.
read_jdk_version() {
  REPLY=0
  if [[ -r $1/release && $(<"$1/release") =~ JAVA_VERSION=\"?([0-9]+) ]]; then
    REPLY=${BASH_REMATCH[1]}
  elif [[ $("$1/bin/java" -XshowSettings:properties -version 2>&1) =~ java.specification.version\ =\ ([0-9]+) ]]; then
    REPLY=${BASH_REMATCH[1]}
  fi
}

# Prints the JDKs >= 17, oldest first, as lines of "version folder": JAVA_HOME alone when it is set, else all found.
jdks() {
  local home javac candidates=()
  if [[ -n ${JAVA_HOME:-} ]]; then
    candidates=("$JAVA_HOME")
  else
    javac=$(command -v javac || true)
    [[ -n $javac ]] && candidates+=("$(dirname "$(dirname "$(readlink -f "$javac")")")")
    for home in /usr/lib/jvm/* /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-}"/.sdkman/candidates/java/*; do
      [[ -x $home/bin/javac && ! -L $home ]] && candidates+=("$home") # Links lead to JDKs that stand beside them.
    done
  fi
  for home in "${candidates[@]}"; do
    if [[ -x $home/bin/javac ]]; then
      read_jdk_version "$home"
      ((REPLY >= 17)) && echo "$REPLY $home"
    fi
  done | sort -n -u
}

no_jdk() {
  local home=${JAVA_HOME:-}
  if [[ -n $home && ! -x $home/bin/java ]]; then
    echo "mailrace: JAVA_HOME is '$home', and no JDK is there (correct it, or unset it to use the newest JDK found)" >&2
    return
  elif [[ -n $home && ! -x $home/bin/javac ]]; then
    echo "mailrace: JAVA_HOME is '$home', a runtime without a compiler (set it to a JDK >= 17, or unset it to use the newest JDK found)" >&2
    return
  elif [[ -n $home ]]; then
    read_jdk_version "$home"
    echo "mailrace: JAVA_HOME is '$home', JDK $REPLY, which is too old (set it to a JDK >= 17, or unset it to use the newest JDK found)" >&2
    return
  fi
  echo "mailrace: no JDK >= 17 found (get one: 'apt-get install openjdk-17-jdk-headless', or https://adoptium.net; then set JAVA_HOME if it lies elsewhere)" >&2
}

newest_jdk() {
  local lines
  mapfile -t lines < <(jdks)
  ((${#lines[@]})) || { no_jdk; return 3; }
  echo "${lines[-1]#* }"
}

oldest_jdk() {
  local lines
  mapfile -t lines < <(jdks)
  ((${#lines[@]})) || { no_jdk; return 3; }
  echo "${lines[0]#* }"
}

# Options that the JDK in folder $1 needs to lend Netty direct memory, one a line.
memory_options() {
  read_jdk_version "$1"
  if ((REPLY >= 24)); then
    printf '%s\n' --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
  fi
}

# memory_limit [GROUPS ROOT]: prints the least memory limit, in MiB, of this process's control groups and those around them, in
# version 1 or 2; nothing where there is none. In a container the names come from outside: what is not there is passed over.
memory_limit() {
  local root=${2:-/sys/fs/cgroup} controllers group folder file value least=''
  while IFS=: read -r _ controllers group; do
    case ,$controllers, in
      ,,) folder=$root file=memory.max ;;
      *,memory,*) folder=$root/$controllers file=memory.limit_in_bytes ;;
      *) continue ;;
    esac
    group=${group%/}
    while true; do
      value=
      [[ ! -r $folder$group/$file ]] || value=$(<"$folder$group/$file")
      if [[ $value =~ ^[0-9]+$ ]] && ((value < 1 << 60)) && [[ -z $least || $value -lt $least ]]; then
        least=$value
      fi
      [[ -n $group ]] || break
      group=${group%/*}
    done
  done < <(cat "${1:-/proc/self/cgroup}" 2>/dev/null)
  [[ -z $least ]] || echo $((least >> 20))
}

# Options for the JVM's memory, one a line. Little heap is needed; most bytes live in pooled direct buffers. Where a container has
# less than 2 GiB for each, both share what the JVM itself, some 112 MiB, leaves; below 32 MiB each there is no run.
heap_options() {
  local limit each=2048
  limit=$(memory_limit "$@")
  if [[ -n $limit ]]; then
    each=$(((limit - 112) / 2))
    ((each < 2048)) || each=2048
    if ((each < 32)); then
      echo "mailrace: this container's memory limit of $limit MiB is too small (expected: 176 MiB or more)" >&2
      return 3
    fi
  fi
  printf '%s\n' "-Xms$((each < 256 ? each : 256))m" "-Xmn$((each < 128 ? each / 4 : 32))m" "-Xmx${each}m" "-XX:MaxDirectMemorySize=${each}m"
}


need_maven() {
  if ! command -v mvn >/dev/null; then
    echo "mailrace: no Maven found (get it: 'apt-get install maven', or https://maven.apache.org)" >&2
    exit 3
  fi
}

# archive_classes JAVA JAR ARCHIVE OPTION...: writes the classes that a short run of the jar loads into ARCHIVE, some 4 s.
archive_classes() {
  local java=$1 jar=$2 archive=$3 unfinished
  shift 3
  unfinished=$(mktemp -d "${archive%/*}/archive.XXXXXX" 2>/dev/null) || return 1
  # A run that a busy machine spoils (97) loads the same classes.
  if { "$java" "$@" -XX:DumpLoadedClassList="$unfinished/list" -jar "$jar" run -c 4 -n 100 --no-results || (($? == 97)); } &&
    "$java" "$@" -Xshare:dump -XX:SharedClassListFile="$unfinished/list" -XX:SharedArchiveFile="$unfinished/classes.jsa" -cp "$jar"; then
    mv -f "$unfinished/classes.jsa" "$archive" # At once, for another launch may be reading the old one.
  fi >"$unfinished/log" 2>&1
  rm -rf "$unfinished"
}

# build_bench NAME: builds bench/target/bench-all.jar below the working directory when the sources are newer; NAME says so.
build_bench() {
  local jar=bench/target/bench-all.jar
  if [[ ! -f $jar || -n $(find pom.xml {bench,loadgen}/pom.xml {bench,loadgen}/src/main -newer "$jar" -print -quit) ]]; then
    need_maven
    echo "$1: building (once)…" >&2
    mvn -q -B -ntp package -DskipTests -Dspotless.check.skip=true >&2
  fi
}

commit() { git describe --always --dirty --exclude '*'; }

# results_folder NAME: prints a folder for today's results on this commit that is not there yet.
results_folder() {
  local folder
  folder=results/$1/$(date -u +%Y-%m-%d)-$(commit)
  [[ ! -e $folder ]] || folder+=-$(date -u +%H%M%S)
  echo "$folder"
}

# Prints --apart when client and server can have a core each, else says that they cannot.
cores_apart() {
  if command -v taskset >/dev/null && taskset -c 0,1 true 2>/dev/null && (($(nproc) >= 2)); then
    echo --apart
  else
    echo "$1: fewer than two cores, or no taskset: client and server share what there is" >&2
  fi
}

# start_sink LAUNCHER LOG OPTION…: a sink on a free port of loopback. Adds its process to the array pids, sets REPLY to the port.
start_sink() {
  local launcher=$1 log=$2 deadline=$((SECONDS + 60))
  : >"$log"
  "$launcher" sink --port 0 "${@:3}" >"$log" 2>&1 &
  pids+=($!)
  until [[ $(<"$log") =~ listening\ on\ 127\.0\.0\.1:([0-9]+) ]]; do
    ((SECONDS < deadline)) || { echo "${0##*/}: the sink did not start: $(<"$log")" >&2; exit 3; }
    sleep 0.1
  done
  REPLY=${BASH_REMATCH[1]}
}

# Ends the processes in the array pids, and waits for them.
end_sinks() {
  ((${#pids[@]} == 0)) || kill "${pids[@]}" 2>/dev/null || true
  wait 2>/dev/null || true
  pids=()
}
