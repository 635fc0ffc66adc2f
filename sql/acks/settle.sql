-- Waiting verdicts that say nothing by themselves, once what they are about is known: the verdict on a group whose
-- sets are all named. $1 organisation.
UPDATE verdict w SET state = 'nothing'
WHERE w.org_id = $1 AND w.state = 'waiting'
    AND w.level = 3 AND w.set_control = '' AND EXISTS (
        SELECT FROM interchange_set s JOIN interchange i USING (org_id, interchange_id)
        WHERE s.org_id = $1 AND s.group_control = w.group_control AND i.receiver_id = w.sender_id
            AND (w.receiver_id = '' OR i.sender_id IN (w.receiver_id, w.group_receiver)))
