-- Which response an exchange ended in, so that a request which goes on from it finds its session.
-- Only rows that have both are looked up, and only they cost a write in the index.

ALTER TABLE events ADD COLUMN response_id TEXT;

CREATE INDEX events_by_response ON events (tenant, agent, response_id)
  WHERE response_id IS NOT NULL AND session IS NOT NULL;
