#pragma once

#include "core/bench/report.h"

namespace skewscope::bench {

/// A report with every member set, of a step of three stages.
inline Report madeReport() {
  Report report;
  report.version = "0.1.0";
  report.libtorch = "2.11.0";
  report.machine = {
      .processor = "AMD EPYC", .instructionSet = "avx512", .cores = 4, .threads = 2, .cacheBytes = 32 << 20};
  report.settings = speedSettings({});
  report.precision = "bfloat16";
  report.images = 128;
  report.parameters = 11'173'962;
  report.stepMs = 10;
  report.imagesPerSecond = 12800;
  report.recordingRatio = 1.02;
  report.steps = 50;
  report.pageFaults = 1.5;
  report.peakBytes = 500'000'000;
  report.float32FlopPerSecond = 1e11;
  report.bfloat16FlopPerSecond = 2e11;
  report.memoryBytesPerSecond = 2e10;
  report.stages = {
      {.stage = Stage::Augmentation, .ms = 1, .share = 0.1, .work = {0, 2e6}, .floorMs = 0.1, .aloneMs = {}},
      {.stage = Stage::ForwardConvolution,
       .ms = 8,
       .share = 0.8,
       .work = {8e8, 1e6},
       .floorMs = 4,
       .aloneMs = 7.5},
      {.stage = Stage::Other, .ms = 1, .share = 0.1, .work = {}, .floorMs = {}, .aloneMs = {}}};
  return report;
}

/// A device with every member set.
inline DeviceReport madeDevice() {
  return {.name = "cuda:0 NVIDIA H200",
          .recorded = true,
          .askedMs = 14.5,
          .hostShare = 0.03,
          .peakBytes = 4'000'000'000};
}

}  // namespace skewscope::bench
