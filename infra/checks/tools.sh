# Sourced by the checks: programs by their versions, built once from their Go modules where the machine does not have them.
CHECKS=${ERP_CHECKS_HOME:-$HOME/.cache/erp-checks}
PATH=$CHECKS/bin:$PATH:${CLUSTER_HOME:-$HOME/.cache/test-cluster}/bin/components

tool() { # tool NAME PACKAGE@VERSION
  command -v "$1" >/dev/null && return
  command -v go >/dev/null || { echo "This needs $1, or Go to build it from $2." >&2; return 3; }
  echo "building $1 from $2" >&2
  mkdir -p "$CHECKS/bin"
  (cd / && GOBIN=$CHECKS/bin GOFLAGS=-mod=mod nice go install "$2")
}
