"""Runs exported ONNX files on latents.f32, and on classWeights.f32 if they are conditional.

Writes images.f32 and probabilities.f32, one.f32 for the first latents alone, and prints each file's inputs and outputs. It
needs onnxruntime and numpy only, and runs in Python 3.7, so that old runtimes can be tried.
"""

import json

import numpy as np
import onnxruntime

sessions = {}
for name in ("generator", "discriminator"):
    session = sessions[name] = onnxruntime.InferenceSession(f"{name}.onnx", providers=["CPUExecutionProvider"])
    described = {kind: [[v.name, v.shape] for v in values] for kind, values in (("inputs", session.get_inputs()), ("outputs", session.get_outputs()))}
    print(json.dumps(described))
latents = np.fromfile("latents.f32", np.float32).reshape(64, -1, 1, 1)
weights = np.fromfile("classWeights.f32", np.float32)
labels = {"classWeights": weights.reshape(64, -1)} if weights.size else {}
first = {name: values[:1] for name, values in labels.items()}
(images,) = sessions["generator"].run(None, {"latents": latents, **labels})
images.tofile("images.f32")
sessions["generator"].run(None, {"latents": latents[:1], **first})[0].tofile("one.f32")
sessions["discriminator"].run(None, {"images": images, **labels})[0].tofile("probabilities.f32")
