import os
from functools import partial

import matplotlib.pyplot as plt
import numpy as np
from tqdm import tqdm

os.environ.setdefault("KERAS_BACKEND", "tensorflow")  # before keras loads
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")  # memory as needed,
os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")  # in JAX too,
os.environ.setdefault("JAX_ENABLE_X64", "true")  # and float64 where asked for
stderr = os.dup(2)
os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # no start-up lines
try:
    import keras

    gpu = "cpu" not in str(keras.ops.ones(1).device).lower()  # on any backend
finally:
    os.dup2(stderr, 2)

keras.utils.set_random_seed(0)
keras.config.set_dtype_policy("mixed_float16" if gpu else "float32")
keras.config.disable_flash_attention()  # in JAX it refuses odd lengths
SCALE = os.environ.get("BOOK_SCALE", "full" if gpu else "small")
if SCALE not in ("small", "full"):
    raise ValueError(f"BOOK_SCALE must be 'small' or 'full', not {SCALE!r}")
progress = partial(tqdm, leave=False)  # a bar that is gone when its loop ends
colors = "#0072B2 #D55E00 #009E73 #CC79A7 #E69F00 #56B4E9"  # Okabe and Ito
plt.rc("axes", prop_cycle=plt.cycler(color=colors.split()), axisbelow=True)
plt.rc("figure", figsize=(6, 3.4), dpi=110)
plt.rcParams.update({"font.size": 12, "figure.constrained_layout.use": True})
print(keras.__version__, keras.config.backend(), ["cpu", "gpu"][gpu], SCALE)
