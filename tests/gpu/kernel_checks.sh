# Checks of the CUDA kernels, for run.sh and run_engine.sh, which define check() and source it.
# shellcheck shell=bash

# kernels FOLDER [PREFIX...]: gpu_test and gpu_times of that folder, started by PREFIX. A test that finds no GPU fails.
kernels() {
  local folder=$1
  shift
  check "Kernels against the processor" timeout 120 env SKEWSCOPE_REQUIRE_GPU=1 "$@" "$folder/gpu_test" --gtest_brief=1
  check "Times of the kernels" timeout 60 "$@" "$folder/gpu_times"
}

# sanitized TOOL SECONDS FOLDER [PREFIX...]: gpu_test under a tool of compute-sanitizer, with few and small arrays.
sanitized() {
  local tool=$1 seconds=$2 folder=$3
  shift 3
  SKEWSCOPE_REQUIRE_GPU=1 SKEWSCOPE_SMALL_GPU_TESTS=1 timeout "$seconds" "$@" "$sanitizer" --tool "$tool" \
    --target-processes all --error-exitcode 9 --print-limit 20 "$folder/gpu_test" --gtest_brief=1
}

# sanitize LIMIT FOLDER [PREFIX...]: memcheck, racecheck, initcheck and synccheck of gpu_test, where compute-sanitizer is
# installed and takes the GPU; none of them begins or goes on once the script has run for LIMIT seconds.
sanitize() {
  local limit=$1 folder=$2 tool said
  shift 2
  sanitizer=$(PATH=$PATH:/usr/local/cuda/bin command -v compute-sanitizer || true)
  if [[ -z $sanitizer ]]; then
    echo "compute-sanitizer is not installed: no check of memory and races."
    return
  fi
  said=$(GTEST_FILTER='UpdateOnDevice.AGraph*' sanitized memcheck 60 "$folder" "$@" 2>&1 || true)
  # Under gVisor, for one, it takes no device, whatever the kernels are.
  if [[ $said == *"Device not supported"* ]]; then
    echo "compute-sanitizer does not support the GPU as it is seen here: no check of memory and races."
    return
  fi
  for tool in memcheck racecheck initcheck synccheck; do
    if ((SECONDS + 20 > limit)); then
      echo "Left out for want of time: compute-sanitizer, $tool."
    else
      check "compute-sanitizer, $tool" sanitized "$tool" "$((limit - SECONDS))" "$folder" "$@"
    fi
  done
}
