"""The peer: OpenCV decodes videos to 128×128 gray. Reads lines of paths, tab-separated; answers with frames and milliseconds."""
import sys
import time

import cv2

SIZE = (128, 128)


def decode(path):
    video = cv2.VideoCapture(path)
    frames = []
    while True:
        is_there, frame = video.read()
        if not is_there:
            break
        frames.append(cv2.resize(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), SIZE, interpolation=cv2.INTER_AREA))
    video.release()
    return len(frames)


for line in sys.stdin:
    began = time.perf_counter()
    count = sum(decode(path) for path in line.rstrip("\n").split("\t"))
    print(count, (time.perf_counter() - began) * 1000, flush=True)
