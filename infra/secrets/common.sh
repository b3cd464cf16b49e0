# Sourced by the commands here: how a secret is named and written.
# Its name is a service and what of it: joined by dashes for the object, and by underscores for its key, which a file is named by. A service
# is one word, so that the first dash or underscore divides the two, and no two pairs give one name.

secret() { # secret NAMESPACE SERVICE SECRETNAME VALUE [KEY VALUE]...: more keys where an operator knows the value by a name of its own
  local namespace=$1 service=$2 what=$3 name; shift 3
  [[ $service =~ ^[a-z][a-z0-9]*$ ]] || { echo "$service is not one word of small letters and digits." >&2; return 2; }
  [[ $what =~ ^[a-z0-9]+(_[a-z0-9]+)*$ ]] || { echo "$what is not words of small letters and digits with underscores." >&2; return 2; }
  name=$service-${what//_/-}
  [ ${#name} -le 63 ] || { echo "$name has more than 63 characters." >&2; return 2; }
  printf 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: %s\n  namespace: %s\nstringData:\n' "$name" "$namespace"
  set -- "${service}_$what" "$@"
  while [ $# -gt 0 ]; do
    printf '  %s: %s\n' "$1" "$(quoted "$2")"
    shift 2
  done
  echo ---
}

quoted() { # quoted VALUE: as JSON, without a line end at its end that nobody meant
  printf %s "$1" | jq -Rs 'rtrimstr("\n")'
}
