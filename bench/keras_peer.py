"""The peer: the same counter in Keras. Reads a line ('train N' or 'predict N'), answers with milliseconds a sample."""
import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy

BATCH = 32
BLOCKS = [(4, (2, 16, 16)), (8, (2, 8, 8)), (16, (1, 4, 4)), (32, (1, 3, 3)), (64, (1, 3, 3))]

model = keras.Sequential([keras.Input((4, 128, 128, 1))])
for filters, kernel in BLOCKS:
    model.add(keras.layers.Conv3D(filters, kernel))
    model.add(keras.layers.BatchNormalization())
    model.add(keras.layers.Activation("relu"))
    model.add(keras.layers.MaxPooling3D((1, 2, 2)))
model.add(keras.layers.Flatten())
model.add(keras.layers.Dense(4, activation="sigmoid"))
model.compile(
    optimizer=keras.optimizers.SGD(1e-3, momentum=0.9, nesterov=True), loss="binary_crossentropy", metrics=["accuracy"]
)
random = numpy.random.default_rng(7)
x = random.random((BATCH, 4, 128, 128, 1), dtype=numpy.float32)
y = (random.random((BATCH, 4)) < 0.2).astype(numpy.float32)

for line in sys.stdin:
    action, count = line.split()
    step = (lambda: model.train_on_batch(x, y)) if action == "train" else (lambda: model.predict_on_batch(x))
    began = time.perf_counter()
    for _ in range(int(count)):
        step()
    print((time.perf_counter() - began) * 1000 / int(count) / BATCH, flush=True)
