# Sourced by the commands here: a real Kubernetes on this machine, built by the kit that lies beside the project.
cd "$(dirname "$(realpath "${BASH_SOURCE[0]}")")/../.."
ROOT=$PWD
KIT=${CLUSTER_KIT:-$ROOT/../shared/cluster}
[ -x "$KIT/up" ] || { echo "There is no cluster kit at $KIT; CLUSTER_KIT names its folder." >&2; exit 3; }
CLUSTER_HOME=${CLUSTER_HOME:-$HOME/.cache/test-cluster}
TRIAL=${TRIAL_HOME:-$HOME/.cache/erp-trial}
export KUBECONFIG=$CLUSTER_HOME/run/kubeconfig
export PATH=$CLUSTER_HOME/bin:$CLUSTER_HOME/bin/components:$PATH
# The name by which the cluster knows what has been loaded into it.
IMAGES=cluster.local/erp

say() { echo "$(date +%T) $*"; }
