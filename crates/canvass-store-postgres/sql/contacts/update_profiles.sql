UPDATE contact
   SET first_name = p.first_name, last_name = p.last_name, email = p.email, mobile = p.mobile
  FROM unnest($2::bytea[], $3::text[], $4::text[], $5::text[], $6::text[])
       AS p (hash, first_name, last_name, email, mobile)
 WHERE contact.workspace_id = $1 AND contact.address_hash = p.hash
