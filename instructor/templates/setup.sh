#!/usr/bin/env bash
# Builds the grading environment, once per image, as root. Gradescope runs it with the whole zip in /autograder/source;
# otter grade's Dockerfile gives it setup.sh, environment.yml and requirements.* only, which is why our wheel is called
# requirements.NAME.whl. Needs Debian or Ubuntu with python3 3.10 or newer. Installs no conda, LaTeX or browser.
set -euo pipefail
trap 'echo "gradlab: setup.sh failed in line $LINENO. The image must not be used; read the messages above." >&2' ERR
source_folder=${GRADLAB_SOURCE:-/autograder/source}
environment=${GRADLAB_ENVIRONMENT:-/opt/gradlab}

if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update
  apt-get install -y --no-install-recommends ca-certificates python3 python3-venv
fi
python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' || {
  echo "gradlab: python3 is $(python3 --version); choose a base image with 3.10 or newer, such as Ubuntu 22.04." >&2
  exit 1
}

umask 022 # the student's code runs as another user and reads Python and its packages
python3 -m venv "$environment"
python=$environment/bin/python
export PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
"$python" -m pip install --quiet --only-binary :all: --no-deps --requirement "$source_folder/requirements.txt"

shopt -s nullglob
wheels=("$source_folder"/requirements.*.whl)
[ ${#wheels[@]} -eq 1 ] || {
  echo "gradlab: ${#wheels[@]} files requirements.*.whl in $source_folder; there has to be one. Use the zip as it is." >&2
  exit 1
}
staging=$(mktemp -d)
cp "${wheels[0]}" "$staging/$(basename "${wheels[0]#"$source_folder"/requirements.}")"
"$python" -m pip install --quiet --no-deps --no-index "$staging"/*.whl
rm -rf "$staging"

# Students' code must not read the hidden checks, even where nothing but its user id shuts it in.
site=$("$python" -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')
chmod -R go-rwx "$site/autograder" "$site/instructor" "${wheels[0]}"

"$python" -m pip check
cd /
TF_CPP_MIN_LOG_LEVEL=3 CUDA_VISIBLE_DEVICES= "$python" -I - <<'CHECK'
import importlib

for name in (
    "tensorflow", "keras", "numpy", "sklearn.datasets", "matplotlib.backends.backend_agg", "PIL.Image", "nbformat", "jinja2",
    "otter.test_files", "gradlab", "gradlab.checking.trace", "autograder.grading", "autograder.trusted_children",
    "autograder.faces.gradescope_run", "autograder.faces.otter_results", "autograder.hidden.fix_network",
):
    importlib.import_module(name)
import keras, tensorflow

print(f"gradlab: the environment is complete (TensorFlow {tensorflow.__version__}, Keras {keras.__version__}).")
CHECK
