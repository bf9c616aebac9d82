#!/usr/bin/env bash
# The toolkit's tests, and both released notebooks from an empty folder and a clean kernel, in an environment that has
# nothing of ours: with the oldest or the newest libraries that setup.cfg allows.
#
#     tests/versions.sh python3.10 oldest
#     tests/versions.sh python3.13 newest
set -euo pipefail
cd "$(dirname "$0")/.."

if [ $# != 2 ] || { [ "$2" != oldest ] && [ "$2" != newest ]; }; then
  echo "usage: tests/versions.sh PYTHON oldest|newest" >&2
  exit 2
fi
python=$1 which=$2 out=$PWD/build/versions/$2
"$python" -c "" 2>/dev/null || {
  echo "$python does not run here; name one that you have, such as: tests/versions.sh python3 $which" >&2
  exit 2
}
case $which in oldest) resolution=lowest-direct ;; newest) resolution=highest ;; esac

rm -rf "$out" && mkdir -p "$out/notebooks"
"$python" -m venv "$out/venv"
bin=$out/venv/bin
"$bin/python" -m pip install --quiet --disable-pip-version-check uv
# uv, since pip cannot be asked for the oldest versions. What only runs the tests may be new.
"$bin/uv" pip install --quiet --python "$bin/python" --resolution "$resolution" -r setup.cfg
"$bin/uv" pip install --quiet --python "$bin/python" pytest pytest-timeout hypothesis nbclient ipykernel
"$bin/python" -c 'import sys, tensorflow, keras, numpy
print("Python", sys.version.split()[0], "TensorFlow", tensorflow.__version__, "Keras", keras.__version__, "NumPy", numpy.__version__)' 2>/dev/null

PYTHONPATH=student "$bin/python" -m pytest -p no:cacheprovider -q tests/gradlab

.venv/bin/gradlab release lab --out "$out/dist" >/dev/null
.venv/bin/gradlab release lecture --out "$out/dist" >/dev/null
cp "$out"/dist/*.ipynb "$out"/dist/lab/lab.ipynb "$out/notebooks"
for notebook in "$out"/notebooks/*.ipynb; do
  "$bin/jupyter-execute" --timeout=600 "$notebook"
  echo "$(basename "$notebook"): ran from top to bottom"
done
