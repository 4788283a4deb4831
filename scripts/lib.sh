# shellcheck shell=bash
# Finds the JDK and Maven; sourced by the other scripts.

# The major version of the JDK in folder $1, or 0.
jdk_version() {
  local version
  version=$("$1/bin/java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.specification.version = //p')
  [[ $version =~ ^[0-9]+$ ]] && echo "$version" || echo 0
}

# Prints the JDKs >= 17, oldest first, as lines of "version folder": JAVA_HOME alone when it is set, else all found.
jdks() {
  local home javac candidates=()
  if [[ -n ${JAVA_HOME:-} ]]; then
    candidates=("$JAVA_HOME")
  else
    javac=$(command -v javac || true)
    [[ -n $javac ]] && candidates+=("$(dirname "$(dirname "$(readlink -f "$javac")")")")
    for home in /usr/lib/jvm/* /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/.sdkman/candidates/java/*; do
      [[ -x $home/bin/javac ]] && candidates+=("$(readlink -f "$home")")
    done
  fi
  for home in "${candidates[@]}"; do
    [[ -x $home/bin/javac ]] && echo "$(jdk_version "$home") $home"
  done | sort -n -u | awk '$1 >= 17'
}

no_jdk() {
  echo "mailrace: no JDK >= 17 found (get one: 'apt-get install openjdk-17-jdk-headless', or https://adoptium.net; then set JAVA_HOME if it lies elsewhere)" >&2
}

newest_jdk() {
  local line
  line=$(jdks | tail -n 1)
  [[ -n $line ]] || { no_jdk; return 3; }
  echo "${line#* }"
}

oldest_jdk() {
  local line
  line=$(jdks | head -n 1)
  [[ -n $line ]] || { no_jdk; return 3; }
  echo "${line#* }"
}

# Options that the JDK in folder $1 needs to lend Netty direct memory, one a line.
memory_options() {
  if (($(jdk_version "$1") >= 24)); then
    printf '%s\n' --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
  fi
}

need_maven() {
  if ! command -v mvn >/dev/null; then
    echo "mailrace: no Maven found (get it: 'apt-get install maven', or https://maven.apache.org)" >&2
    exit 3
  fi
}
