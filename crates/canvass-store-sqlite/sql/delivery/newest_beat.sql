SELECT MAX(beat_at) FROM node
