-- A template is one document: typed placeholders, and its texts in one or more languages. What was there becomes a
-- document of one mail in whatever language.
ALTER TABLE template ADD COLUMN document TEXT NOT NULL DEFAULT '';
UPDATE template SET document = json_object(
    'format', '1',
    'placeholders', json_array(),
    'languages', json_array(
        json_object('language', NULL, 'subject', subject, 'text', text_body, 'html', html_body)
    )
);
ALTER TABLE template DROP COLUMN subject;
ALTER TABLE template DROP COLUMN text_body;
ALTER TABLE template DROP COLUMN html_body;
