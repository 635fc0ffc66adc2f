-- Whether an organisation has, or had, a payer rule of that number, and whether it has a payer of that code. $1
-- organisation, $2 rule, $3 payer's code.
SELECT EXISTS (SELECT FROM payer_rule WHERE org_id = $1 AND rule_id = $2),
    EXISTS (SELECT FROM payer WHERE org_id = $1 AND code = $3)
