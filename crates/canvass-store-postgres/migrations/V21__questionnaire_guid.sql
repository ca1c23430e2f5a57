-- A GUID names one questionnaire of a workspace: the constraint of that name says so from the beginning. Engines number
-- their migrations alike.
SELECT 1;
