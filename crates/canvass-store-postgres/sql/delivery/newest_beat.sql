SELECT max(beat_at) FROM node
