"""Checks exported ONNX files against the standard, types and shapes too, and prints each one's versions.

The file must be valid as it is, and so must what onnx's own converter makes of it for the newest operator set.
"""

import json

import onnx
from onnx import version_converter

for name in ("generator", "discriminator"):
    model = onnx.load(f"{name}.onnx")
    onnx.checker.check_model(model, full_check=True)
    onnx.checker.check_model(version_converter.convert_version(model, onnx.defs.onnx_opset_version()), full_check=True)
    print(json.dumps({"opset": model.opset_import[0].version, "ir": model.ir_version}))
