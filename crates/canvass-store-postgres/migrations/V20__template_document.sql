-- A template is one document: typed placeholders, and its texts in one or more languages. What was there becomes a
-- document of one mail in whatever language.
ALTER TABLE template ADD COLUMN document text NOT NULL DEFAULT '';
UPDATE template SET document = json_build_object(
    'format', '1',
    'placeholders', json_build_array(),
    'languages', json_build_array(
        json_build_object('language', NULL, 'subject', subject, 'text', text_body, 'html', html_body)
    )
)::text;
ALTER TABLE template DROP COLUMN subject;
ALTER TABLE template DROP COLUMN text_body;
ALTER TABLE template DROP COLUMN html_body;
