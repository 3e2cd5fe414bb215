# For shell scripts to source: find_jdk prints the home of a JDK 25 or newer, or explains and fails.
# Looks at LISLE_JAVA_HOME, JAVA_HOME, the PATH, Maven's toolchains, and the usual folders of Linux,
# SDKMAN and macOS. Run by itself, with the home of the JDK that runs Maven, it fails or is silent.

is_new_enough() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  major=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  [ "${major:-0}" -ge 25 ]
}

find_jdk() {
  on_path=$(command -v java || true)
  while [ -L "$on_path" ]; do
    link=$(readlink "$on_path")
    case $link in
      /*) on_path=$link ;;
      *) on_path=$(dirname "$on_path")/$link ;;
    esac
  done
  [ -z "$on_path" ] || on_path=$(dirname "$(dirname "$on_path")")
  toolchains=$(sed -n 's:.*<jdkHome>\([^ ]*\)</jdkHome>.*:\1:p' "${HOME:-}/.m2/toolchains.xml" \
    2> /dev/null || true)
  for home in "${LISLE_JAVA_HOME:-}" "${JAVA_HOME:-}" "$on_path" $toolchains /usr/lib/jvm/* /usr/lib64/jvm/* \
    /usr/java/* /opt/java/* /opt/jdk* /opt/*jdk* "${HOME:-}"/.sdkman/candidates/java/* \
    "${HOME:-}"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*; do
    if [ -n "$home" ] && is_new_enough "$home"; then
      echo "$home"
      return
    fi
  done
  echo "No JDK 25 found. Install one (Debian: openjdk-25-jdk or temurin-25-jdk;" \
    "SDKMAN: sdk install java 25-tem), or set JAVA_HOME to where it is." >&2
  return 1
}

case $0 in
  */find-jdk.sh) is_new_enough "${1:-}" || find_jdk > /dev/null ;;
esac
