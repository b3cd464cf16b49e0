# Sourced by mvnw: points JAVA_HOME at a JDK of at least the version this project is written in,
# wherever the default `java` is older, and says one clear line where none is installed.
need=25

jdk_version() { # jdk_version HOME: major version of the JDK there, 0 where there is none
  if [ -x "$1/bin/javac" ] && [ -r "$1/release" ]; then
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
  else
    echo 0
  fi
}

path_jdk=
if command -v javac >/dev/null 2>&1; then
  path_jdk=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
fi
found=
for home in "${JAVA_HOME-}" "$path_jdk" /usr/lib/jvm/* /opt/*jdk* /opt/java/* "$HOME"/.jdks/* "$HOME"/.sdkman/candidates/java/* \
  /Library/Java/JavaVirtualMachines/*/Contents/Home; do
  version=$(jdk_version "$home")
  if [ "${version:-0}" -ge "$need" ]; then
    found=$home
    break
  fi
done
if [ -z "$found" ]; then
  echo "This project needs a JDK $need or newer, and none was found (looked at JAVA_HOME, PATH and the usual folders). Install one, for example from https://adoptium.net, or set JAVA_HOME." >&2
  exit 1
fi
JAVA_HOME=$found
export JAVA_HOME
unset need path_jdk found home version
